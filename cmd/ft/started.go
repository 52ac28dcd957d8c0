//go:build cgo

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/spf13/cobra"
)

// started is how the user has started this program, to be typed again: "ft" where the shell finds it under that name.
func started() string {
	self, err := os.Executable()
	if err != nil {
		return "ft"
	}
	if strings.Contains(filepath.ToSlash(self), "/go-build") { // of go run, which removes it
		return "go run ./cmd/ft"
	}
	if found, err := exec.LookPath("ft"); err == nil && sameFile(found, self) {
		return "ft"
	}
	return os.Args[0]
}

func sameFile(a, b string) bool {
	x, errX := os.Stat(a)
	y, errY := os.Stat(b)
	return errX == nil && errY == nil && os.SameFile(x, y)
}

// asStarted writes the commands in a text as the user can type them.
func asStarted(text string) string {
	name := started()
	if name == "ft" {
		return text
	}
	return aCommand.ReplaceAllStringFunc(text, func(found string) string { return strings.Replace(found, "ft", name, 1) })
}

// aCommand is a command of this program in a text.
var aCommand = regexp.MustCompile(`(^|[\s"'(])ft (` + strings.Join([]string{"reproduce", "train", "lr-find", "bench",
	"summary",
	"features", "predict", "evaluate", "errors", "embed", "explain", "export", "compare", "verify",
	"doctor", "lab", "notebook", "report", "figure", "table", "version"}, "|") + `)\b`)

// showAsStarted does so for the help of all commands.
func showAsStarted(root *cobra.Command) {
	root.Annotations = map[string]string{cobra.CommandDisplayNameAnnotation: started()}
	for _, c := range append(root.Commands(), root) {
		c.Example = asStarted(c.Example)
		for _, below := range c.Commands() {
			below.Example = asStarted(below.Example)
		}
	}
}
