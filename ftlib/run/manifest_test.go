package run

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
)

// TestKilledBetweenFiles ends Save at each of its files: what it leaves is a run that can be read, old or new or
// between.
func TestKilledBetweenFiles(t *testing.T) {
	killed := errors.New("killed")
	for _, first := range []bool{true, false} {
		r := &Run{Dir: t.TempDir(), Config: Config{Model: "vgg16", Epochs: 2}}
		if !first {
			r.History, r.EpochSeconds = []Epoch{{Epoch: 1, Loss: 1.5}}, []float64{1}
			if err := r.Save(); err != nil {
				t.Fatal(err)
			}
		}
		r.History, r.EpochSeconds = []Epoch{{Epoch: 1, Loss: 1.5}, {Epoch: 2, Loss: 1.25}}, []float64{1, 2}
		calls := 0
		err := r.Save(File{"model.safetensors", func(w io.Writer) error {
			if calls++; calls == 2 {
				return killed
			}
			return nil
		}})
		if !errors.Is(err, killed) {
			t.Fatal(err)
		}
		if first { // before any file but the configuration was written
			begun := t.TempDir()
			for _, file := range []string{ConfigFile, ManifestFile} {
				text, err := os.ReadFile(filepath.Join(r.Dir, file))
				if err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(filepath.Join(begun, file), text, 0o644); err != nil {
					t.Fatal(err)
				}
				if got, err := Read(begun); err != nil || len(got.History) > 0 {
					t.Errorf("killed after %s: %+v, %v", file, got, err)
				}
			}
		}
		got, err := Read(r.Dir)
		if err != nil || len(got.History) != 2 || !got.Sealed() {
			t.Errorf("killed between files: %+v, %v", got, err)
		}
		// Before any file but the manifest was written:
		older := filepath.Join(r.Dir, HistoryFile)
		if first {
			err = os.Remove(older)
		} else {
			err = os.WriteFile(older, []byte("epoch,loss,accuracy,val_loss,val_accuracy,val_correct\n1,1.5,0,0,0,0\n"), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Read(r.Dir); err != nil {
			t.Error(err)
		}
		if err := r.Save(File{"model.safetensors", func(io.Writer) error { return nil }}); err != nil {
			t.Fatal(err)
		}
		if err := os.Remove(older); err != nil {
			t.Fatal(err)
		}
		if _, err := Read(r.Dir); !errors.Is(err, ErrDamaged) {
			t.Errorf("without a history: %v", err)
		}
	}
}

// TestReadWithoutManifest reads a run as older versions have left it, and gives it a manifest, which knows of its
// state, too.
func TestReadWithoutManifest(t *testing.T) {
	const state = "checkpoint.safetensors"
	r := finished(t)
	if err := errors.Join(os.Remove(filepath.Join(r.Dir, ManifestFile)),
		os.WriteFile(filepath.Join(r.Dir, state), []byte("state"), 0o644)); err != nil {
		t.Fatal(err)
	}
	r, err := Read(r.Dir)
	if err != nil || r.Sealed() {
		t.Fatalf("%+v, %v", r, err)
	}
	if err := errors.Join(r.Adopt([]string{ConfigFile, state, "none"}), r.Save()); err != nil {
		t.Fatal(err)
	}
	if r, err = Read(r.Dir); err != nil || !r.Sealed() {
		t.Errorf("%+v, %v", r, err)
	}
	if err := r.Verify(state); err != nil {
		t.Error(err)
	}
	if err := os.WriteFile(filepath.Join(r.Dir, state), []byte("other"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := r.Verify(state); !errors.Is(err, ErrDamaged) {
		t.Error(err)
	}
}

// TestRemove ends the removal of two files before, between and after them: the run is whole each time.
func TestRemove(t *testing.T) {
	for done := range 3 {
		r := finished(t)
		files := []string{ResultFile, TimingFile}
		if done < len(files) { // a folder with something in it cannot be removed as a file
			stuck := filepath.Join(r.Dir, files[done])
			if err := errors.Join(os.Rename(stuck, stuck+".kept"), os.MkdirAll(filepath.Join(stuck, "x"), 0o755)); err != nil {
				t.Fatal(err)
			}
			if err := r.Remove(files...); err == nil {
				t.Fatal("a folder is removed")
			}
			if err := errors.Join(os.RemoveAll(stuck), os.Rename(stuck+".kept", stuck)); err != nil {
				t.Fatal(err)
			}
		} else if err := r.Remove(files...); err != nil {
			t.Fatal(err)
		}
		got, err := Read(r.Dir)
		if err != nil || (got.Result == nil) != (done > 0) || len(got.History) != 2 {
			t.Errorf("after %d of %d files: %+v, %v", done, len(files), got, err)
		}
	}
}

// TestReadWhileSaved reads a run while another process saves it: no state between is taken for damage.
func TestReadWhileSaved(t *testing.T) {
	r := finished(t)
	done := make(chan error)
	go func() {
		var err error
		for i := 0; i < 15 && err == nil; i++ {
			w := *r
			w.EpochSeconds = []float64{float64(i), 1}
			err = w.Save()
		}
		done <- err
	}()
	for {
		if _, err := Read(r.Dir); err != nil {
			t.Fatal(err)
		}
		select {
		case err := <-done:
			if err != nil {
				t.Error(err)
			}
			return
		default:
		}
	}
}
