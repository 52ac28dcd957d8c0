// Package child starts programs that do not outlive this one.
package child

import (
	"errors"
	"os"
	"os/exec"
	"syscall"
	"time"
)

// Bind gives a command that has not been started a process group of its own, so that Ctrl-C of a terminal reaches it
// once, through the context that it was made with: then the command alone gets a SIGTERM, and after wait a SIGKILL.
// Where the system can do it, it gets a SIGTERM too when this process is killed.
func Bind(cmd *exec.Cmd, wait time.Duration) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	orphaned(cmd.SysProcAttr)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = wait
}

// BindGroup is Bind for a command whose own children are to end with it.
func BindGroup(cmd *exec.Cmd, wait time.Duration) {
	Bind(cmd, wait)
	cmd.Cancel = func() error {
		err := syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM)
		if errors.Is(err, syscall.ESRCH) { // as package os/exec wants it to be told
			err = os.ErrProcessDone
		}
		return err
	}
}
