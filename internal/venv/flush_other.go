//go:build !linux

package venv

import "golang.org/x/sys/unix"

// flush brings what was written to the disks.
func flush(string) error { return unix.Sync() }
