package run

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// finished is a run of two epochs on disk.
func finished(t *testing.T) *Run {
	t.Helper()
	r := &Run{Dir: t.TempDir(), Config: Config{Model: "vgg16", Epochs: 2},
		History:      []Epoch{{Epoch: 1, Loss: 1.5}, {Epoch: 2, Loss: 1.25}},
		EpochSeconds: []float64{1, 2}, Result: &Result{Name: "x", Epochs: 2, Classes: []string{"a,b", "c"}}}
	if err := r.Save(); err != nil {
		t.Fatal(err)
	}
	return r
}

func TestReadWhatSaveWrote(t *testing.T) {
	r := finished(t)
	got, err := Read(r.Dir)
	if err != nil || got.Config != r.Config || len(got.History) != 2 || got.History[1] != r.History[1] ||
		got.Result.Classes[0] != "a,b" {
		t.Errorf("%+v, error %v", got, err)
	}
}

// TestReadSaysWhatIsDamaged checks that one line names the file and what to do: what is wrong with it where there is no
// manifest, and that it is damaged where there is one.
func TestReadSaysWhatIsDamaged(t *testing.T) {
	for _, c := range []struct{ file, content, says string }{
		{ConfigFile, "{", "unexpected end"},
		{ConfigFile, `{"batch": "many"}`, "string where something else belongs"},
		{HistoryFile, "", "is of 2 epochs and history.csv of 0"},
		{HistoryFile, "garbage\n", "is of 2 epochs and history.csv of 0"},
		{HistoryFile, "epoch,loss\n1\n", "wrong number of fields"},
		{HistoryFile, "epoch,loss\n1,1\n", "no column"},
		{ResultFile, "{}", "is of 0 epochs and history.csv of 2"},
		{ResultFile, "[]", "array where something else belongs"},
	} {
		r := finished(t)
		if err := os.WriteFile(filepath.Join(r.Dir, c.file), []byte(c.content), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := Read(r.Dir); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s %q: %v", c.file, c.content, err)
		}
		if err := os.Remove(filepath.Join(r.Dir, ManifestFile)); err != nil {
			t.Fatal(err)
		}
		_, err := Read(r.Dir)
		if err == nil {
			t.Errorf("%s %q is no error", c.file, c.content)
			continue
		}
		for _, part := range []string{c.says, r.Dir, c.file, "train the run again"} {
			if !strings.Contains(err.Error(), part) {
				t.Errorf("%s %q: %v does not say %q", c.file, c.content, err, part)
			}
		}
		if strings.Contains(err.Error(), "Go value") {
			t.Error(err)
		}
	}
	file := filepath.Join(finished(t).Dir, ConfigFile)
	if _, err := Read(file); err == nil || !strings.Contains(err.Error(), "no run folder") {
		t.Errorf("a file in the place of a folder: %v", err)
	}
}

// TestFileOutside refuses a result that names a file outside of its images.
func TestFileOutside(t *testing.T) {
	for _, name := range []string{"../../etc/passwd", "/etc/passwd", "cats/../../x"} {
		r := finished(t)
		r.Result.Predictions = []Prediction{{File: name}}
		if err := r.Save(); err != nil {
			t.Fatal(err)
		}
		if _, err := Read(r.Dir); err == nil || !strings.Contains(err.Error(), "outside") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestContradiction refuses a result whose counts contradict each other, where no manifest tells.
func TestContradiction(t *testing.T) {
	for says, damage := range map[string]func(r *Run){
		"": func(*Run) {},
		"test has an accuracy of 0.75 where 4 of 4": func(r *Run) { r.Result.Test.Correct = 4 },
		"train has an accuracy of 0.5 where 6 of 8": func(r *Run) { r.Result.Train.Accuracy = 0.5 },
		"matrix has 3 of 4 images right where test has 6 of 8": func(r *Run) {
			r.Result.Test.Correct, r.Result.Test.Total = 6, 8
			for i := range r.History {
				r.History[i].ValCorrect = 6
			}
		},
		"matrix has 4 of 4 images right":       func(r *Run) { r.Result.Confusion = [][]int{{2, 0}, {0, 2}} },
		"predictions have 2 of 4 images right": func(r *Run) { r.Result.Predictions[0].Guess = 1 },
		"predictions have 3 of 3 images right": func(r *Run) { r.Result.Predictions = r.Result.Predictions[:3] },
		`2 images of "a,b" taken for "a,b" and its predictions have 1`: func(r *Run) {
			r.Result.Predictions[0] = Prediction{Class: 1, Guess: 1}
		},
		"row 2 has an accuracy of 0.5 where 3 of 4": func(r *Run) { r.History[1].ValAccuracy = 0.5 },
	} {
		r := finished(t)
		for i := range r.History {
			r.History[i].ValCorrect, r.History[i].ValAccuracy = 3, 0.75
		}
		r.Result.Train = Score{Accuracy: 0.75, Correct: 6, Total: 8}
		r.Result.Test = Score{Accuracy: 0.75, Correct: 3, Total: 4}
		r.Result.Confusion = [][]int{{2, 0}, {1, 1}}
		r.Result.Predictions = []Prediction{{}, {}, {Class: 1, Guess: 1}, {Class: 1}}
		damage(r)
		if err := r.Save(); err != nil {
			t.Fatal(err)
		}
		if err := os.Remove(filepath.Join(r.Dir, ManifestFile)); err != nil {
			t.Fatal(err)
		}
		_, err := Read(r.Dir)
		if says == "" && err != nil || says != "" && (err == nil || !strings.Contains(err.Error(), says) ||
			!strings.Contains(err.Error(), r.Dir)) {
			t.Errorf("want %q: %v", says, err)
		}
	}
}

// TestEndlessFile refuses a link to a device in the place of a file.
func TestEndlessFile(t *testing.T) {
	if testing.Short() {
		t.Skip("reads a quarter of a gigabyte")
	}
	r := finished(t)
	path := filepath.Join(r.Dir, ConfigFile)
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("/dev/zero", path); err != nil {
		t.Skip(err)
	}
	if _, err := Read(r.Dir); err == nil || !strings.Contains(err.Error(), path) {
		t.Error(err)
	}
}
