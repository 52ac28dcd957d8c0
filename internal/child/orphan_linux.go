package child

import "syscall"

// orphaned lets the kernel tell a child that its parent has died. It goes by the thread that has started the child;
// Go's threads end with the process but for those that a goroutine has locked and left.
func orphaned(attributes *syscall.SysProcAttr) { attributes.Pdeathsig = syscall.SIGTERM }
