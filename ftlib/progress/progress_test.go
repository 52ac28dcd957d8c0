package progress

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

func TestSilentBar(t *testing.T) {
	b := Begin(nil, "work", 3, "images")
	b.Add(1)
	b.Status("x")
	b.Done()
	b.Abort()
}

func TestPlainSummary(t *testing.T) {
	var out bytes.Buffer
	b := To(&out).Begin("decode", 3, "images")
	b.Add(1)
	b.Add(2)
	b.Done()
	b.Done()
	b.Add(1)
	if got := out.String(); !strings.HasPrefix(got, "decode: 3 images in 0.0 s") || strings.Count(got, "\n") != 1 {
		t.Errorf("a finished bar left %q, want one line with 3 images", got)
	}
}

func TestAbortIsSilent(t *testing.T) {
	var out bytes.Buffer
	b := To(&out).Begin("decode", 0, "images")
	b.Abort()
	if out.Len() != 0 {
		t.Errorf("an aborted bar left %q", out.String())
	}
}

func TestLine(t *testing.T) {
	b := &bar{label: "get", unit: Bytes, total: 4_000_000, done: 1_000_000, start: time.Unix(0, 0)}
	if got, want := b.line(time.Unix(20, 0)), "get: 1.0 MB of 4.0 MB (25 %) 20 s, 60 s left"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestOne(t *testing.T) {
	b := &bar{label: "train", unit: "epochs", total: 1, done: 1, start: time.Unix(0, 0)}
	if got, want := b.summary(time.Unix(1, 0)), "train: 1 epoch in 1.0 s (1 epoch/s)"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestResume checks that what was done before is not taken for the work of this start.
func TestResume(t *testing.T) {
	b := &bar{label: "train", unit: "epochs", total: 200, start: time.Unix(0, 0), last: time.Now()}
	b.Resume(100)
	if got, want := b.line(time.Unix(1, 0)), "train: 100 of 200 epochs (50 %) 1.0 s"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	b.Add(10)
	if got, want := b.line(time.Unix(10, 0)), "train: 110 of 200 epochs (55 %) 10 s, 90 s left"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := b.summary(time.Unix(6, 0)), "train: 10 epochs in 6.0 s (2 epochs/s), 100 epochs before"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestResumedBar checks the same of the bar on a terminal, whose library takes all it counts for the work of this
// start.
func TestResumedBar(t *testing.T) {
	var screen bytes.Buffer
	b := newBar(&screen, "train", 200, "epochs", true)
	b.Resume(100)
	b.Add(10)
	b.Status("loss 0.4")
	if s := b.bar.State(); s.CurrentNum != 10 || s.Max != 100 || s.Description != "train, after 100 epochs loss 0.4" {
		t.Errorf("the bar shows %d of %d: %s", s.CurrentNum, s.Max, s.Description)
	}
}
