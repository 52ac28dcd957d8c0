//go:build cgo

package main

import "testing"

// TestAsStarted checks that commands in a text are written as they can be typed, and that nothing else is touched.
func TestAsStarted(t *testing.T) {
	name := started() // a test program is built where go run builds
	for _, c := range command().Commands() {
		if text := "ft " + c.Name(); asStarted(text) == text && c.Name() != "help" && c.Name() != "completion" {
			t.Errorf("%s is not known as a command", text)
		}
	}
	for text, want := range map[string]string{
		"ft train --data x trains":             name + " train --data x trains",
		"try (ft lab) or \"ft doctor\"":        "try (" + name + " lab) or \"" + name + " doctor\"",
		"a draft report, left tables; ft goes": "a draft report, left tables; ft goes",
	} {
		if got := asStarted(text); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
