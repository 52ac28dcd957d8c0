//go:build cgo

package main

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/finetune-go/ft/ftlib/backend"
	"github.com/finetune-go/ft/ftlib/dataset"
	"github.com/finetune-go/ft/ftlib/evaluate"
	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/internal/testrun"
)

// printed runs ft with a standard input and returns what it writes to standard output and standard error.
func printed(t *testing.T, stdin string, args ...string) (stdout, stderr string, err error) {
	t.Helper()
	return said(t, stdin, append(args, "--quiet")...)
}

// said is printed with progress and warnings.
func said(t *testing.T, stdin string, args ...string) (stdout, stderr string, err error) {
	t.Helper()
	oldOut, oldErr := os.Stdout, os.Stderr
	defer func() { os.Stdout, os.Stderr = oldOut, oldErr }()
	var files [2]*os.File
	for i := range files {
		if files[i], err = os.Create(filepath.Join(t.TempDir(), "output")); err != nil {
			t.Fatal(err)
		}
		defer files[i].Close()
	}
	os.Stdout, os.Stderr = files[0], files[1]
	c := command()
	c.SetArgs(args)
	c.SetIn(strings.NewReader(stdin))
	err = c.Execute()
	shared.quiet = false // which is of all commands
	var texts [2]string
	for i, f := range files {
		text, readErr := os.ReadFile(f.Name())
		if readErr != nil {
			t.Fatal(readErr)
		}
		texts[i] = string(text)
	}
	return texts[0], texts[1], err
}

// TestEvaluate calls what evaluates a run on classes whose names mean something to CSV, HTML and Markdown, and on runs
// and images that are broken.
func TestEvaluate(t *testing.T) {
	b, err := backend.Open(t.Context(), backend.Options{})
	if err != nil {
		t.Fatal(err)
	}
	data := testrun.Images(t)
	s := &fit.Session{Backend: b}
	dir, other := testrun.Train(t, s, data, 1), testrun.Train(t, s, data, 2)
	closeSession(s)
	images, err := dataset.Find(data)
	if err != nil {
		t.Fatal(err)
	}
	bad := filepath.Join(t.TempDir(), "bad.jpg")
	if err := os.WriteFile(bad, []byte("junk"), 0o644); err != nil {
		t.Fatal(err)
	}

	t.Run("predict", func(t *testing.T) {
		out, said, err := printed(t, images[0]+"\n"+bad+"\r\n\nmissing.png\n", "predict", "--run", dir, "--csv", "-",
			images[1])
		if err == nil || err.Error() != "2 of 4 images cannot be read: repair or replace them" {
			t.Errorf("unreadable images end in %v", err)
		}
		rows, csvErr := csv.NewReader(strings.NewReader(out)).ReadAll()
		if csvErr != nil || len(rows) != 5 {
			t.Fatalf("%v, CSV %q", csvErr, out)
		}
		for i, failed := range []bool{false, true, true, false} {
			row := rows[i+1]
			if (row[len(row)-1] != "") != failed || (row[1] == "") != failed || (row[2] == "") != failed {
				t.Errorf("row %d: %q", i+1, row)
			}
		}
		if strings.Count(said, "\n") != 2 || !strings.Contains(said, bad) {
			t.Errorf("standard error has %q", said)
		}
		out, _, err = printed(t, "", "predict", "--run", dir, "--json", data)
		var answers []answer
		if err != nil || json.Unmarshal([]byte(out), &answers) != nil || len(answers) != len(images) ||
			len(answers[0].Probabilities) != 4 {
			t.Errorf("JSON of a folder: %v, %d answers for %d images", err, len(answers), len(images))
		}
		out, _, err = printed(t, "", "predict", "--run", dir, "--json", bad)
		if !errors.Is(err, errNoImage) || json.Unmarshal([]byte(out), &answers) != nil || answers[0].Error == "" {
			t.Errorf("JSON of a damaged image: %v, %s", err, out)
		}
		if _, _, err := printed(t, "\n", "predict", "--run", dir, "-"); err == nil {
			t.Error("no name on standard input is no error")
		}
		if out, _, err := printed(t, "", "predict", "--run", dir, "--strict", images[0], bad); err == nil || out != "" {
			t.Errorf("--strict: %v, %q", err, out)
		}
	})

	t.Run("evaluate", func(t *testing.T) {
		folder := filepath.Join(t.TempDir(), "evaluated")
		out, _, err := printed(t, "", "evaluate", dir, "--data", data, "--json", "--out", folder, "--temperature", "2")
		var r evaluate.Record
		if err != nil || json.Unmarshal([]byte(out), &r) != nil || r.Images != len(images) || r.Temperature != 2 ||
			r.Trained == 0 {
			t.Errorf("JSON: %v, %s", err, out)
		}
		if saved, err := os.ReadFile(filepath.Join(folder, "metrics.json")); err != nil || string(saved) != out {
			t.Errorf("metrics.json is not what is printed: %v", err)
		}
		if out, _, err = printed(t, "", "evaluate", dir); err != nil || !strings.Contains(out, "accuracy") {
			t.Errorf("%v, %s", err, out)
		}
		if out, _, err = printed(t, "", "evaluate", dir, "--csv", "--temperature", "fit"); err != nil ||
			!strings.HasPrefix(out, "measure,value,") {
			t.Errorf("%v, %s", err, out)
		}
	})

	t.Run("errors", func(t *testing.T) {
		folder := filepath.Join(t.TempDir(), "doubts")
		out, _, err := printed(t, "", "errors", dir, other, "--count", "3", "--out", folder)
		if err != nil || !strings.Contains(out, "Highest losses, 3 of 48:") || !strings.Contains(out, "copy <1>.png") {
			t.Errorf("%v\n%s", err, out)
		}
		text, err := os.ReadFile(filepath.Join(folder, "worst.csv"))
		if rows, csvErr := csv.NewReader(strings.NewReader(string(text))).ReadAll(); err != nil || csvErr != nil ||
			len(rows) != 49 {
			t.Errorf("worst.csv: %v, %v, %d rows", err, csvErr, len(rows))
		}
	})

	t.Run("embed", func(t *testing.T) {
		file := filepath.Join(t.TempDir(), "map.svg")
		if out, _, err := printed(t, "", "embed", dir, "--data", data, "--out", file); err != nil || !strings.Contains(out,
			"map.csv") {
			t.Errorf("%v, %s", err, out)
		}
	})

	t.Run("report", func(t *testing.T) {
		folder := filepath.Join(t.TempDir(), "page")
		if _, _, err := printed(t, "", "report", dir, other, "--out", folder); err != nil {
			t.Fatal(err)
		}
		html, err := os.ReadFile(filepath.Join(folder, "report.html"))
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"&lt;b&gt;&amp;amp;", "expected calibration error", "Side by side", "data:image/svg",
			"ft train --config"} {
			if !strings.Contains(string(html), want) {
				t.Errorf("report.html lacks %s", want)
			}
		}
		for _, bad := range []string{"<b>", "http://", "https://", "src=\"figures"} {
			if strings.Contains(string(html), bad) {
				t.Errorf("report.html has %s", bad)
			}
		}
		markdown, err := os.ReadFile(filepath.Join(folder, "report.md"))
		if err != nil || strings.Contains(string(markdown), "<b>") || !strings.Contains(string(markdown),
			"(figures/figure01.png)") {
			t.Errorf("report.md: %v", err)
		}
	})

	t.Run("full disk", func(t *testing.T) {
		to := t.TempDir()
		file := func(name string) string { return filepath.Join(to, name) }
		small := []string{"--data", data, "--weights", "random", "--image", "32", "--quiet"}
		outputFails(t, append(small, "train", "--epochs", "1", "--early-stopping", "0", "--results", to, "--name", "run")...)
		outputFails(t, append(small, "lr-find", "--steps", "20", "--out", file("rates.svg"))...)
		for _, args := range [][]string{
			{"features", "--weights", "random", "--image", "32", "--out", file("f.npy"), images[0]},
			{"embed", dir, "--data", data, "--out", file("map.svg")}, {"explain", dir, images[0], "--out", file("explained")},
			{"export", dir, "--format", "safetensors", "--out", file("m.safetensors")}, {"compare", dir, other}} {
			outputFails(t, append(args, "--quiet")...)
		}
		for _, name := range []string{"runs/run/result.json", "rates.svg", "f.npy", "map.svg", "explained/explain.svg",
			"m.safetensors"} {
			if _, err := os.Stat(file(name)); err != nil {
				t.Errorf("what is to be written is lost with what is printed: %v", err)
			}
		}
	})

	t.Run("changed images", func(t *testing.T) {
		r, err := run.Read(dir)
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(data, filepath.FromSlash(r.Result.Predictions[0].File))
		was, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, append(was, 0), 0o644); err != nil { // the same picture in other bytes
			t.Fatal(err)
		}
		defer os.WriteFile(file, was, 0o644) //nolint:errcheck // what comes after says so
		out := t.TempDir()
		if err := os.Mkdir(filepath.Join(out, "runs"), 0o755); err != nil {
			t.Fatal(err)
		}
		for _, args := range [][]string{{"evaluate", dir}, {"evaluate", dir, "--csv"}, {"errors", dir},
			{"errors", dir, other}, {"embed", dir, "--out", filepath.Join(out, "map.svg")},
			{"figure", "--run", dir, "--results", out, "--out", out},
			{"report", testrun.Broken(t, dir, "without a model"), "--out", out}} {
			printed, warned, err := said(t, "", args...)
			if err != nil || !strings.Contains(printed+warned, "Changed since the run was made: ") {
				t.Errorf("ft %q does not say that an image has changed: %v, %s", args, err, warned)
			}
		}
	})

	t.Run("broken", func(t *testing.T) {
		empty := t.TempDir()
		calls := [][]string{{"evaluate", dir, "--data", empty}, {"errors", dir, "--data", empty}, {"embed", dir, "--data",
			empty, "--out", filepath.Join(empty, "map.svg")}, {"predict", "--run", dir, empty}, {"report", dir, "--data",
			filepath.Join(empty, "nowhere")}}
		for _, how := range []string{"unfinished", "diverged", "damaged", "without a model"} {
			broken := testrun.Broken(t, dir, how)
			calls = append(calls, []string{"evaluate", broken}, []string{"errors", broken}, []string{"embed", broken, "--out",
				filepath.Join(empty, "map.svg")}, []string{"predict", "--run", broken, images[0]})
			if how != "without a model" { // which the page does without
				calls = append(calls, []string{"report", broken, "--out", filepath.Join(empty, "page")})
			}
		}
		for _, args := range calls {
			out, _, err := printed(t, "", args...)
			var usage usageError
			if err == nil || errors.As(err, &usage) || strings.Contains(err.Error(), "\n") || out != "" {
				t.Errorf("ft %q: %v, printed %q", args, err, out)
			}
		}
		if left, err := os.ReadDir(empty); err != nil || len(left) > 0 {
			t.Errorf("half-written files: %v", left)
		}
		broken, folder := testrun.Broken(t, dir, "without a model"), t.TempDir()
		if _, _, err := printed(t, "", "report", broken, "--out", folder); err != nil {
			t.Error(err)
		}
		text, err := os.ReadFile(filepath.Join(folder, "report.md"))
		if err != nil || !strings.Contains(string(text), "its trained weights are not at hand") {
			t.Errorf("without a model: %v", err)
		}
	})
}

// TestEvaluateUsage checks that wrong calls of what evaluates a run are told as such.
func TestEvaluateUsage(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"evaluate"}, {"evaluate", "a", "b"}, {"evaluate", "a", "--json", "--csv"},
		{"evaluate",
			"a", "--temperature", "0"}, {"evaluate", "a", "--temperature", "warm"}, {"evaluate", "a", "--out", file},
		{"evaluate",
			"a", "--nonsense"}, {"errors"}, {"errors", "a", "b", "--data", "c"}, {"errors", "a", "--count", "0"}, {"errors", "a",
			"--out", filepath.Join(file, "below")}, {"embed"}, {"embed", "a"}, {"embed", "a", "--out", "map.gif"}, {"embed", "a",
			"--out", filepath.Join(file, "map.svg")}, {"report", "a", "--results", "b"}, {"report", "--out", "a"}, {"predict",
			"--run", "a", "--csv", "--json", "b"}} {
		_, _, err := printed(t, "", args...)
		var usage usageError
		if !errors.As(err, &usage) {
			t.Errorf("ft %q: %v is not reported as wrong usage", args, err)
		}
	}
}
