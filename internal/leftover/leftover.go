// Package leftover finds what a test has started and not ended.
package leftover

import (
	"bytes"
	"os"
	"path/filepath"
	"time"
)

// Processes are those with a variable, NAME=value, in their environment that are there after some time, each with its
// number and command line. Only Linux shows them.
func Processes(variable string, patience time.Duration) (left []string) {
	for end := time.Now().Add(patience); ; time.Sleep(50 * time.Millisecond) {
		left = nil
		environments, _ := filepath.Glob("/proc/[0-9]*/environ")
		for _, file := range environments {
			if text, err := os.ReadFile(file); err == nil && bytes.Contains(text, []byte(variable)) {
				command, _ := os.ReadFile(filepath.Join(filepath.Dir(file), "cmdline"))
				left = append(left, filepath.Base(filepath.Dir(file))+" "+string(bytes.ReplaceAll(command, []byte{0}, []byte(" "))))
			}
		}
		if len(left) == 0 || time.Now().After(end) {
			return left
		}
	}
}
