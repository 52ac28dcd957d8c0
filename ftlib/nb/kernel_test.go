package nb

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/finetune-go/ft/internal/leftover"
	"github.com/janpfeifer/gonb/gonbui/protocol"
)

// roleVariable says what this test's own program is to be when it is started again, and for which file.
const roleVariable, fileVariable = "FT_TEST_KERNEL_ROLE", "FT_TEST_KERNEL_FILE"

func TestMain(m *testing.M) {
	file := os.Getenv(fileVariable)
	switch os.Getenv(roleVariable) {
	case "kernel": // starts a cell, and ends as soon as the cell is at work
		cell := exec.Command(os.Args[0])
		cell.Env = append(os.Environ(), roleVariable+"=cell", protocol.GONB_PIPE_ENV+"="+file+"-pipe")
		if cell.Start() != nil {
			os.Exit(1)
		}
		for range 100 {
			if _, err := os.Stat(file); err == nil {
				os.Exit(0)
			}
			time.Sleep(50 * time.Millisecond)
		}
		os.Exit(1)
	case "cell": // works until its context ends, leaves its folder in order, and waits for an answer that nobody gives
		ctx, release := Context()
		if os.WriteFile(file, []byte("at work"), 0o644) != nil {
			os.Exit(1)
		}
		<-ctx.Done()
		time.Sleep(500 * time.Millisecond)
		os.WriteFile(file, []byte("in order"), 0o644) //nolint:errcheck // the test reads it
		release()
		select {}
	}
	os.Exit(m.Run())
}

// TestKernelIsGone ends the kernel of a cell that is at work.
func TestKernelIsGone(t *testing.T) {
	file := filepath.Join(t.TempDir(), "state")
	kernel := exec.Command(os.Args[0])
	kernel.Env = append(os.Environ(), roleVariable+"=kernel", fileVariable+"="+file)
	if out, err := kernel.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if left := leftover.Processes(fileVariable+"="+file, 20*time.Second); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	if text, err := os.ReadFile(file); string(text) != "in order" {
		t.Errorf("the cell has left %q, %v", text, err)
	}
}
