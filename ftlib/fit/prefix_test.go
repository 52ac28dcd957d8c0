package fit

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/finetune-go/ft/ftlib/run"
)

// TestPrefixIsComputedOnce trains several times on one cut in a fresh cache: every result says that the prefix has been
// computed once. Only a damaged file is computed a second time, and then the results say 2.
func TestPrefixIsComputedOnce(t *testing.T) {
	s := Session{Catalog: demo, Backend: open(t)}
	cache := t.TempDir()
	t.Setenv("FT_CACHE", cache)
	train := func(name string, change func(*run.Config)) run.Prefix {
		t.Helper()
		c := small()
		c.Epochs = 1
		change(&c)
		r, err := s.Run(context.Background(), c, Options{Dir: filepath.Join(t.TempDir(), name)})
		if err != nil {
			t.Fatal(err)
		}
		return r.Result.Prefix
	}
	first := train("first", func(*run.Config) {})
	if first.Computed != 1 || first.Fingerprint == "" {
		t.Fatalf("the first run of a cut says %+v", first)
	}
	for name, change := range map[string]func(*run.Config){
		"seed":      func(c *run.Config) { c.Seeds.Shuffle, c.Seeds.Dropout = 8, 9 },
		"optimizer": func(c *run.Config) { c.Optimizer.LearningRate = 0.01 },
		"fold":      func(c *run.Config) { c.Split = run.Split{Kind: "kfold", Folds: 5, Fold: 2} },
	} {
		if got := train(name, change); got != first {
			t.Errorf("%s: %+v, the first run had %+v", name, got, first)
		}
	}
	files, err := filepath.Glob(filepath.Join(cache, "prefix", first.Fingerprint, "*.f32"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%d files of %s in the cache, %v", len(files), first.Fingerprint, err)
	}
	if err := os.Truncate(files[0], 100); err != nil {
		t.Fatal(err)
	}
	if got := train("damaged", func(*run.Config) {}); got.Computed != 2 || got.Fingerprint != first.Fingerprint {
		t.Errorf("after damage: %+v", got)
	}
}

// TestDamagedPixels damages the cached pixels: a run whose prefix is known does not read them, one that computes
// a prefix decodes the images again. Where their digest is damaged, too, no prefix is kept under a wrong name.
func TestDamagedPixels(t *testing.T) {
	b, cache := open(t), t.TempDir()
	t.Setenv("FT_CACHE", cache)
	try := func() ([]run.Epoch, error) {
		s := Session{Catalog: demo, Backend: b}
		defer s.Close()
		c := small()
		c.Epochs = 1
		r, err := s.Run(context.Background(), c, Options{Dir: filepath.Join(t.TempDir(), "small")})
		if err != nil {
			return nil, err
		}
		return r.History, nil
	}
	train := func() []run.Epoch {
		t.Helper()
		history, err := try()
		if err != nil {
			t.Fatal(err)
		}
		return history
	}
	want := train()
	files, err := filepath.Glob(filepath.Join(cache, "pixels", "*.pixels"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%d pixel files, %v", len(files), err)
	}
	data, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	for i := range 1000 {
		data[i] ^= 255
	}
	if err := os.WriteFile(files[0], data, 0o644); err != nil {
		t.Fatal(err)
	}
	if got := train(); !slices.Equal(got, want) {
		t.Errorf("with a known prefix: %+v, want %+v", got, want)
	}
	if now, err := os.ReadFile(files[0]); err != nil || !bytes.Equal(now, data) {
		t.Errorf("the pixels were decoded again for a known prefix, or %v", err)
	}
	if err := os.RemoveAll(filepath.Join(cache, "prefix")); err != nil {
		t.Fatal(err)
	}
	if got := train(); !slices.Equal(got, want) {
		t.Errorf("with a new prefix: %+v, want %+v", got, want)
	}
	at := bytes.LastIndex(data, []byte(`"SHA256":"`)) + len(`"SHA256":"`)
	copy(data[at:], strings.Repeat("0", 64))
	at = bytes.LastIndex(data, []byte(`"Own":`)) + len(`"Own":`) // as in an older version, without a checksum of its own
	copy(data[at:], "0"+strings.Repeat(" ", bytes.IndexByte(data[at:], '}')-1))
	if err := os.WriteFile(files[0], data, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := try(); err == nil || !strings.Contains(err.Error(), "start the run again") {
		t.Errorf("with a damaged digest: %v", err)
	}
	if got := train(); !slices.Equal(got, want) {
		t.Errorf("after a damaged digest: %+v, want %+v", got, want)
	}
	if prefixes, err := filepath.Glob(filepath.Join(cache, "prefix", "*", "*.f32")); err != nil || len(prefixes) != 1 {
		t.Errorf("%q, %v", prefixes, err)
	}
}

// TestNothingToTrainWith asks for runs without a backend and without images.
func TestNothingToTrainWith(t *testing.T) {
	o := Options{Dir: filepath.Join(t.TempDir(), "small")}
	if _, err := (&Session{Catalog: demo}).Run(t.Context(), small(), o); err == nil ||
		!strings.Contains(err.Error(), "backend.Open") {
		t.Errorf("no backend: %v", err)
	}
	s := Session{Catalog: demo, Backend: open(t)}
	defer s.Close()
	c := small()
	c.Data = ""
	if _, err := s.Run(t.Context(), c, o); err == nil || !strings.Contains(err.Error(), "no images are named") {
		t.Errorf("no images: %v", err)
	}
	ctx, stop := context.WithCancel(t.Context())
	o.Epoch = func(run.Epoch) { stop() }
	if _, err := s.Run(ctx, small(), o); !errors.Is(err, ErrStopped) || !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
}

// TestOneProcessInAFolder checks that a run waits for another one in its folder.
func TestOneProcessInAFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "small")
	unlock, err := lockFolder(context.Background(), dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer stop()
	s := Session{Catalog: demo, Backend: open(t)}
	if _, err := s.Run(ctx, small(), Options{Dir: dir}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a second run in the same folder: %v", err)
	}
	unlock()
	c := small()
	c.Epochs = 1
	if _, err := s.Run(context.Background(), c, Options{Dir: dir}); err != nil {
		t.Error(err)
	}
}
