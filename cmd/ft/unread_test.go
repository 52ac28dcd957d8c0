//go:build cgo

package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/finetune-go/ft/ftlib/run"
)

// TestUnread lets nobody read what a training and a list print: the training goes on to its end, the list ends at once
// and quietly.
func TestUnread(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program")
	}
	program, dir := buildProgram(t), t.TempDir()
	unread, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "train", "--data", "demo", "--model", "resnet50", "--weights", "random", "--image", "32",
		"--epochs", "3", "--results", dir, "--name", "unread")
	cmd.Stdout, cmd.Stderr = io.Discard, w
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	w.Close()
	unread.Close()
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
	r, err := run.Read(filepath.Join(dir, "runs", "unread"))
	if err != nil || r.Result == nil {
		t.Errorf("%+v, %v", r, err)
	}

	unread, w, err = os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	unread.Close()
	var said bytes.Buffer
	cmd = exec.Command(program, "table", "1", "--results", filepath.Join("..", "..", "results"))
	cmd.Stdout, cmd.Stderr = w, &said
	err = cmd.Run()
	w.Close()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 128+int(syscall.SIGPIPE) || said.Len() > 0 {
		t.Errorf("%v, %s", err, said.String())
	}
}
