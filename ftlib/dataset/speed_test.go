package dataset

import (
	"context"
	"flag"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

var photos = flag.String("photos", "", "folder with photographs in sub-folders, to be decoded beside Pillow")

// TestSpeedBesidePillow decodes and resizes 2,000 photographs on two cores, by turns with Pillow in two processes.
func TestSpeedBesidePillow(t *testing.T) {
	if *photos == "" {
		t.Skip("no photographs are named")
	}
	python := pillowPython(t)
	found, err := filepath.Glob(filepath.Join(*photos, "*", "*"))
	if err != nil || len(found) == 0 {
		t.Fatalf("%d photographs, error %v", len(found), err)
	}
	var paths []string
	for len(paths) < 2000 {
		paths = append(paths, found[:min(len(found), 2000-len(paths))]...)
	}
	list := filepath.Join(t.TempDir(), "list")
	if err := os.WriteFile(list, []byte(strings.Join(paths, "\n")), 0o644); err != nil {
		t.Fatal(err)
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2))
	table := "| resize to 224×224 | images a second, Pillow | this package | processor milliseconds an image, Pillow " +
		"| this package |\n| --- | --- | --- | --- | --- |\n"
	for _, interpolation := range []string{"nearest", "bilinear"} {
		theirs, ours := speed{time: math.Inf(1)}, speed{time: math.Inf(1)}
		for range 3 {
			cmd := exec.Command(python, "testdata/speed.py", "224", interpolation, list)
			out, err := cmd.Output()
			if err != nil {
				t.Fatal(err)
			}
			var rate, spent float64
			if _, err := fmt.Sscan(string(out), &rate, &spent); err != nil {
				t.Fatal(err)
			}
			theirs.better(rate, 1000*spent/float64(len(paths)))
			begin, start := used(t), time.Now()
			decodeAll(t, paths, Reading{Size: 224, Interpolation: interpolation})
			ours.better(float64(len(paths))/time.Since(start).Seconds(), 1000*(used(t)-begin)/float64(len(paths)))
		}
		table += fmt.Sprintf("| %s | %.0f | %.0f | %.2f | %.2f |\n", interpolation, theirs.rate, ours.rate, theirs.time,
			ours.time)
	}
	document(t, "speed", table)
}

// decodeAll decodes images and keeps none, as speed.py does.
func decodeAll(t *testing.T, paths []string, r Reading) {
	buffers := sync.Pool{New: func() any { b := make([]byte, r.bytes()); return &b }}
	err := parallel(context.Background(), len(paths), func(i int) error {
		data, err := readFile(paths[i])
		if err != nil {
			return err
		}
		b := buffers.Get().(*[]byte)
		defer buffers.Put(b)
		_, err = r.pixels(*b, data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// speed is the best of several measurements, because other work on the machine only ever slows down.
type speed struct{ rate, time float64 }

func (s *speed) better(rate, time float64) { s.rate, s.time = max(s.rate, rate), min(s.time, time) }

// used is the processor time of this process so far, in seconds.
func used(t *testing.T) float64 {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		t.Fatal(err)
	}
	return float64(r.Utime.Nano()+r.Stime.Nano()) / 1e9
}
