// Package browser prints pages with a browser that is installed.
package browser

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"time"

	"github.com/finetune-go/ft/internal/child"
	"github.com/finetune-go/ft/internal/fetch"
)

// ErrNone says that no browser is there that prints.
var ErrNone = errors.New("no browser makes it: install chromium, or print the HTML page from another one")

// Print makes a PDF of an HTML file with the first of Chromium and its relatives that is there, and returns its name.
func Print(ctx context.Context, page, pdf string) (tool string, err error) {
	if page, err = filepath.Abs(page); err != nil {
		return "", err
	}
	if pdf, err = filepath.Abs(pdf); err != nil {
		return "", err
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome", "msedge"} {
		path, err := exec.LookPath(name)
		if err != nil {
			continue
		}
		work, remove, err := fetch.Scratch("ft-pdf-")
		if err != nil {
			return name, err
		}
		defer remove()
		return name, fetch.Replace(pdf, func(tmp string) error { return printTo(ctx, path, work, page, tmp) })
	}
	return "", ErrNone
}

// printTo lets a browser write a PDF, with a folder of its own for what it keeps.
func printTo(ctx context.Context, browser, work, page, pdf string) error {
	args := []string{"--headless", "--disable-gpu", "--no-pdf-header-footer", "--user-data-dir=" + work,
		"--print-to-pdf=" + pdf}
	if runtime.GOOS == "linux" && os.Geteuid() == 0 {
		args = append(args, "--no-sandbox") // for root, Chromium refuses to start with its sandbox
	}
	address := url.URL{Scheme: "file", Path: filepath.ToSlash(page)}
	cmd := exec.CommandContext(ctx, browser, append(args, address.String())...)
	cmd.Dir = filepath.Dir(page)
	child.BindGroup(cmd, 5*time.Second)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w: %s", filepath.Base(browser), err, child.LastLine(string(out)))
	}
	return nil
}
