//go:build !linux

package child

import "syscall"

// orphaned does nothing: only Linux tells a child that its parent has died. A parent that is asked to end, with any
// signal but SIGKILL, ends its children itself.
func orphaned(*syscall.SysProcAttr) {}
