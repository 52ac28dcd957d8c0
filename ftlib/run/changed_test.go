package run

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
)

const model = "model.safetensors"

// trained saves a run with a model whose bytes are the text.
func trained(t *testing.T, dir, text string) {
	t.Helper()
	r := &Run{Dir: dir, Config: Config{Model: "vgg16", Epochs: 1}, History: []Epoch{{Epoch: 1}},
		EpochSeconds: []float64{1}}
	err := r.Save(File{model, func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	}})
	if err != nil {
		t.Error(err)
	}
}

// TestChanged trains a run anew after it was read: it is told from a damaged one.
func TestChanged(t *testing.T) {
	dir := t.TempDir()
	trained(t, dir, "old")
	r, err := Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(r.Unchanged(), r.Verify(model)); err != nil {
		t.Error(err)
	}
	trained(t, dir, "new")
	for _, err := range []error{r.Unchanged(), r.Verify(model)} {
		if !errors.Is(err, ErrChanged) || errors.Is(err, ErrDamaged) {
			t.Errorf("error of a run trained anew: %v", err)
		}
	}
	if err := os.Remove(filepath.Join(dir, ManifestFile)); err != nil {
		t.Fatal(err)
	}
	if err := r.Unchanged(); !errors.Is(err, ErrChanged) {
		t.Errorf("error of a run that is removed: %v", err)
	}
}

// TestVerifyBesideATraining verifies a run that is trained anew again and again: no file of it is said to be damaged.
func TestVerifyBesideATraining(t *testing.T) {
	dir := t.TempDir()
	trained(t, dir, "first")
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for i := range 40 {
			select {
			case <-stop:
				return
			default:
			}
			for _, name := range []string{ManifestFile, model, TimingFile, HistoryFile, ConfigFile} { // as --force does
				os.Remove(filepath.Join(dir, name)) //nolint:errcheck // the next one to save it tells
			}
			trained(t, dir, "again "+string(rune('a'+i)))
		}
	}()
	for range 200 {
		if v := Verify(dir, nil); errors.Is(v.Err, ErrDamaged) || len(v.Missing) > 0 {
			t.Errorf("%v, missing: %v", v.Err, v.Missing)
			break
		}
	}
	close(stop)
	<-stopped
}
