package dataset

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
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
	table := "| resize to 224×224 | images a second, Pillow, two processes | this package, two cores |\n| --- | --- | --- |\n"
	for _, interpolation := range []string{"nearest", "bilinear"} {
		var theirs, ours float64 // the best of three, because other work on the machine only ever slows down
		for range 3 {
			out, err := exec.Command(python, "testdata/speed.py", "224", interpolation, list).Output()
			if err != nil {
				t.Fatal(err)
			}
			rate, err := strconv.ParseFloat(strings.TrimSpace(string(out)), 64)
			if err != nil {
				t.Fatal(err)
			}
			theirs = max(theirs, rate)
			start := time.Now()
			for first := 0; first < len(paths); first += 100 {
				if _, _, err := LoadImages(context.Background(), paths[first:first+100], 224, interpolation); err != nil {
					t.Fatal(err)
				}
			}
			ours = max(ours, float64(len(paths))/time.Since(start).Seconds())
		}
		table += fmt.Sprintf("| %s | %.0f | %.0f |\n", interpolation, theirs, ours)
	}
	document(t, "speed", table)
}
