// Package othermodule runs programs for tests as somebody who imports this module does: in a module of their own.
package othermodule

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Name is this module's.
const Name = "github.com/finetune-go/ft"

// New makes a module in a new folder whose main.go is the given program, which may import the module at root. It
// returns the folder and what runs a command there.
func New(t *testing.T, root, program string) (dir string, in func(name string, args ...string) string) {
	t.Helper()
	root, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	read := func(name string) string {
		b, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	_, requirements, _ := strings.Cut(read("go.mod"), "\n") // the same versions, so that nothing has to be looked up
	dir = t.TempDir()
	for name, text := range map[string]string{
		"main.go": program,
		"go.sum":  read("go.sum"),
		"go.mod":  "module example.org/importer\n" + requirements + "\nrequire " + Name + " v0.0.0\n\nreplace " + Name + " => " + root + "\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir, func(name string, args ...string) string {
		t.Helper()
		cmd := exec.Command(name, args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off")
		var errors strings.Builder
		cmd.Stderr = &errors
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%s %v: %v\n%s%s", name, args, err, out, errors.String())
		}
		return string(out)
	}
}
