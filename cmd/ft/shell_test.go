package main

import (
	"os/exec"
	"testing"
)

// TestQuoted lets a shell read words that mean something to it.
func TestQuoted(t *testing.T) {
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("there is no shell")
	}
	for _, word := range []string{"results/runs/mine", "", "it's $HOME `id` \\ \"a\"", "two\nlines", "-x;*?", "猫"} {
		out, err := exec.Command(shell, "-c", "printf %s "+quoted(word)).Output()
		if err != nil || string(out) != word {
			t.Errorf("%s is read as %q, %v", quoted(word), out, err)
		}
	}
	if got := quoted("results/runs/mine-2.5"); got != "results/runs/mine-2.5" {
		t.Errorf("a plain word is written %s", got)
	}
}
