//go:build !linux

package backend

// shield does nothing: the mask of a thread's signals is not to be had here.
func shield() (undo func()) { return func() {} }
