package predict

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/finetune-go/ft/ftlib/backend"
	"github.com/finetune-go/ft/ftlib/dataset"
	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/ftlib/weights"
	"github.com/finetune-go/ft/internal/drawn"
)

// TestSameAsEvaluation compares with the verdicts that a run's own evaluation left, with a trained batch norm, a layer
// of the head left as it was drawn, and a last, smaller batch. Then it damages the folder in the ways that users do.
func TestSameAsEvaluation(t *testing.T) {
	ctx := context.Background()
	b, err := backend.Open(ctx, backend.Options{Progress: progress.To(os.Stderr)})
	if err != nil {
		t.Fatal(err)
	}
	s := &fit.Session{Backend: b, Catalog: fit.Catalog{Data: drawn.Data}}
	dir := filepath.Join(t.TempDir(), "runs", "small")
	r, err := s.Run(ctx, run.Config{Model: "resnet50", Head: "avg,16,drop0.5", Trainable: "conv5_block3_3_bn,output",
		Weights: "random", Data: drawn.Name,
		Image: run.Image{Size: 32, Interpolation: "bilinear"}, Split: run.Split{Kind: "holdout", TestSize: 0.2},
		Seeds: run.Seeds{Split: 2, Shuffle: 5, Init: 6,
			Dropout: 7}, Optimizer: run.Optimizer{Name: "adam"}, Batch: 16, Epochs: 3}, fit.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	d, err := s.Images(ctx, drawn.Name)
	if err != nil {
		t.Fatal(err)
	}
	source, err := Run(dir)
	if err != nil {
		t.Fatal(err)
	}
	const batch = 4
	c, err := New(ctx, s, source, batch)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	var files []string
	for _, p := range r.Result.Predictions[:11] {
		files = append(files, filepath.Join(d.Root, filepath.FromSlash(p.File)))
	}
	var got [][]float32
	for some := range slices.Chunk(files, batch) {
		pixels, damaged, err := dataset.LoadImages(ctx, some, 32, "bilinear")
		if err := cmp.Or(append(damaged, err)...); err != nil {
			t.Fatal(err)
		}
		p, err := c.Pixels(pixels)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, p...)
	}
	for i, p := range r.Result.Predictions[:11] {
		if loss := -math.Log(float64(got[i][p.Class])); !(math.Abs(loss-p.Loss) <= 1e-4*max(1, p.Loss)) {
			t.Errorf("%s has loss %g, its run says %g", p.File, loss, p.Loss)
		}
	}
	apart(t, source, files[:batch], got[:batch])
	streamed(t, c, files, got)
	for _, n := range []int{0, 32*32*3 - 1, (batch + 1) * 32 * 32 * 3} {
		if _, err := c.Pixels(make([]byte, n)); err == nil {
			t.Errorf("%d bytes are taken for images", n)
		}
	}
	ranAway := *source
	ranAway.Trained = maps.Clone(source.Trained)
	nan := ranAway.Trained["output/bias"]
	nan.Data = slices.Repeat([]float32{float32(math.NaN())}, len(nan.Data))
	ranAway.Trained["output/bias"] = nan
	broken, err := New(ctx, s, &ranAway, batch)
	if err != nil {
		t.Fatal(err)
	}
	defer broken.Close()
	if _, err := broken.Pixels(make([]byte, 32*32*3)); err == nil || !strings.Contains(err.Error(), "NaN") {
		t.Errorf("a network without probabilities: %v", err)
	}
	alone, err := File(source.Path)
	if err != nil {
		t.Fatal(err)
	}
	if c := alone.Config; c.Model != "resnet50" || c.Image != source.Config.Image || c.Head != source.Config.Head {
		t.Errorf("the file alone says %+v", c)
	}
	if alone.Trained["fc1/kernel"].Data == nil {
		t.Error("the file alone lacks what its seed drew")
	}
	comma := filepath.Join(t.TempDir(), "comma.safetensors")
	names := []string{"a,b", `"c"`, "d\n", "é"}
	if err := weights.WriteSafetensors(comma, alone.Trained, map[string]string{"model": "resnet50", "image": "32",
		"classes": fit.WriteClasses(names)}); err != nil {
		t.Fatal(err)
	}
	if got, err := File(comma); err != nil || !slices.Equal(got.Classes, names) {
		t.Errorf("classes %q, %v", got.Classes, err)
	}
	if c, err := New(ctx, s, alone, 1); err != nil {
		t.Errorf("the file alone: %v", err)
	} else {
		c.Close()
	}
	alone.Config.Seeds.Init++
	if _, err := New(ctx, s, alone, 1); err == nil || !strings.Contains(err.Error(), "other weights") {
		t.Errorf("another random base ends in %v", err)
	}
	if err := os.Truncate(source.Path, 100); err != nil {
		t.Fatal(err)
	}
	if _, err := Run(dir); !errors.Is(err, ErrNoModel) {
		t.Errorf("a truncated model ends in %v", err)
	}
	if err := os.Remove(source.Path); err != nil {
		t.Fatal(err)
	}
	if _, err := Run(dir); !errors.Is(err, ErrNoModel) || !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a missing model ends in %v", err)
	}
}

// streamed classifies files of which some cannot be read, while the others come out as in batches of pixels.
func streamed(t *testing.T, c *Classifier, files []string, want [][]float32) {
	missing := filepath.Join(t.TempDir(), "missing.png")
	names := slices.Insert(slices.Clone(files), 2, missing, missing, missing, missing, missing)
	n, unreadable := 0, 0
	err := c.Files(t.Context(), names, func(i int, p []float32, unread error) error {
		switch {
		case i != n+unreadable:
			t.Errorf("file %d comes after %d", i, n+unreadable)
		case unread != nil:
			unreadable++
			if names[i] != missing || !errors.Is(unread, os.ErrNotExist) {
				t.Errorf("%s: %v", names[i], unread)
			}
		default:
			for k, v := range p {
				if math.Abs(float64(v-want[n][k])) > 1e-6 {
					t.Errorf("%s: %v, want %v", names[i], p, want[n])
				}
			}
			n++
		}
		return nil
	})
	if err != nil || n != len(files) || unreadable != 5 {
		t.Errorf("%d files and %d that cannot be read, %v", n, unreadable, err)
	}
	stop := errors.New("stop")
	if err := c.Files(t.Context(), files, func(int, []float32, error) error { return stop }); err != stop {
		t.Errorf("an error of the caller's becomes %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	err = c.Files(ctx, files, func(int, []float32, error) error { cancel(); return nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("an interrupt ends in %v", err)
	}
	width := 0
	err = c.FeaturesOf(t.Context(), files, func(_ int, f []float32, unread error) error {
		width = len(f)
		return unread
	})
	if err != nil || width != 16 {
		t.Errorf("%d features, %v", width, err)
	}
}

// apart classifies once more on a backend whose memory is not the host's, as that of a GPU.
func apart(t *testing.T, source *Source, files []string, want [][]float32) {
	t.Setenv("GOMLX_BACKEND", "xla:cpu,shared_buffers=false")
	b, err := backend.Open(t.Context(), backend.Options{Progress: progress.To(os.Stderr)})
	if err != nil {
		t.Fatal(err)
	}
	c, err := New(t.Context(), &fit.Session{Backend: b}, source, len(files))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	pixels, damaged, err := dataset.LoadImages(t.Context(), files, 32, "bilinear")
	if err := cmp.Or(append(damaged, err)...); err != nil {
		t.Fatal(err)
	}
	got, err := c.Pixels(pixels)
	if err != nil {
		t.Fatal(err)
	}
	for i := range want {
		if !slices.Equal(got[i], want[i]) {
			t.Errorf("image %d: %v on a backend apart, %v on a shared one", i, got[i], want[i])
		}
	}
}
