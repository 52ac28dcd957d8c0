package lab

import (
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/internal/venv"
)

// tools are the kernel's programs, built from the versions in notebooks/tools/go.mod. They are built, not installed
// with go install …@version: that asks for a list of versions, which a proxy may refuse.
var tools = []string{
	"github.com/janpfeifer/gonb",
	"golang.org/x/tools/cmd/goimports",
	"golang.org/x/tools/gopls",
}

// prepareTools builds the programs. gopls gets a folder of its own, because GoNB starts it wherever it finds it and it
// is of no use without a user who types.
func prepareTools(ctx context.Context, p places, watch progress.Observer, announce func()) error {
	state, err := goVersion(p)
	if err != nil {
		return err
	}
	return venv.Fill(ctx, p.tools, state, watch, func() error {
		announce()
		for dir, pkgs := range map[string][]string{binDir(p.tools): tools[:2], goplsDir(p.tools): tools[2:]} {
			if err := os.MkdirAll(dir, 0o755); err != nil {
				return err
			}
			// Not in a workspace, which a user may have above the checkout: it has other versions, or none.
			args := append([]string{"GOWORK=off", p.goCmd, "build", "-mod=readonly", "-o", dir + string(filepath.Separator)},
				pkgs...)
			if err := venv.Run(ctx, filepath.Join(p.root, "notebooks", "tools"), "env", args...); err != nil {
				return fmt.Errorf("build the Go kernel: %w: this step needs a Go module proxy, see go env GOPROXY", err)
			}
		}
		return os.WriteFile(filepath.Join(binDir(p.tools), "go"), goShim, 0o755)
	})
}

func binDir(tools string) string   { return filepath.Join(tools, "bin") }
func goplsDir(tools string) string { return filepath.Join(tools, "gopls") }

// findGo looks past our own stand-in for go, which is first in the PATH of a cell.
func findGo() (string, error) {
	if g := os.Getenv("FT_GO"); g != "" {
		if _, err := os.Stat(g); err == nil {
			return g, nil
		}
	}
	g, err := exec.LookPath("go")
	if err != nil {
		return "", fmt.Errorf("the go command is not in PATH: install Go from https://go.dev/dl and put its bin folder " +
			"into PATH")
	}
	return filepath.Abs(g)
}

// goVersion is the version that the module is built with. gopls has to be rebuilt with a later Go to understand it.
func goVersion(p places) (string, error) {
	cmd := exec.Command(p.goCmd, "env", "GOVERSION")
	cmd.Dir = filepath.Join(p.root, "notebooks", "tools")
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("go env GOVERSION: %w", err)
	}
	return strings.TrimSpace(string(out)) + " " + short(sha256.Sum256(goShim)), nil
}
