//go:build cgo

package main

import (
	"os"
	"testing"
)

// TestDoctorTriesTheCache finds a folder that is there but takes no files.
func TestDoctorTriesTheCache(t *testing.T) {
	const folder = "/proc/self"
	if _, err := os.Stat(folder); err != nil {
		t.Skip(err)
	}
	t.Setenv("FT_CACHE", folder)
	if f := cache(); f.ok || !f.needed || f.fix == "" {
		t.Errorf("a cache that cannot be written: %+v", f)
	}
	dir := t.TempDir()
	t.Setenv("FT_CACHE", dir)
	if f := cache(); !f.ok {
		t.Errorf("a cache that can be written: %+v", f)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("the doctor leaves %v in the cache, %v", left, err)
	}
}
