package weights

import (
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/finetune-go/ft/ftlib/progress"
	manifest "github.com/finetune-go/ft/weights"
)

// TestImageNet loads the real weights from end to end: the first time from the net, later from the cache.
func TestImageNet(t *testing.T) {
	if testing.Short() {
		t.Skip("may download 60 to 95 MB")
	}
	for network, values := range map[string]int{"vgg16": 14_714_688, "resnet50": 23_587_712} {
		t.Run(network, func(t *testing.T) {
			start := time.Now()
			set, err := Load(t.Context(), network, "imagenet", progress.To(os.Stderr))
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%s: %.3f s, %s", network, time.Since(start).Seconds(), set.Source)
			entry, _ := manifest.Of(network)
			if set.Digest != entry.Digest {
				t.Errorf("digest %s", set.Digest)
			}
			n := 0
			for _, want := range entry.Tensors {
				if got := set.Tensors[want.Name]; !slices.Equal(got.Shape, want.Shape) {
					t.Errorf("%s has shape %v, want %v", want.Name, got.Shape, want.Shape)
				}
				n += len(set.Tensors[want.Name].Data)
			}
			if n != values || len(set.Tensors) != len(entry.Tensors) {
				t.Errorf("%d values in %d tensors", n, len(set.Tensors))
			}
			path, _ := CachePath(network)
			again, err := Load(t.Context(), network, path, nil)
			if err != nil || !strings.Contains(again.Source, "equal to the ImageNet weights") {
				t.Errorf("the cached file as a user's file: %v, %v", again, err)
			}
		})
	}
}

func TestLoadRefuses(t *testing.T) {
	tensors := some()
	if err := finite(tensors); err != nil {
		t.Error(err)
	}
	tensors["b/kernel"].Data[2] = float32(math.NaN())
	if err := finite(tensors); err == nil || !strings.Contains(err.Error(), "value 2 of b/kernel") {
		t.Errorf("a value that is no number: %v", err)
	}
	dir := t.TempDir()
	if _, err := Load(t.Context(), "vgg16", dir, nil); err == nil || !strings.Contains(err.Error(),
		dir+" has no model.json") {
		t.Errorf("a folder of something else: %v", err)
	}
	if err := os.WriteFile(filepath.Join(dir, "model.json"), []byte("[]"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(t.Context(), "vgg16", dir, nil); err == nil || !strings.Contains(err.Error(),
		"no model.json of TensorFlow.js") {
		t.Errorf("another model.json: %v", err)
	}
}

// TestFileOfTheUser checks that a file which changes after it was read does not change the weights, or end the process.
func TestFileOfTheUser(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mine.safetensors")
	if err := WriteSafetensors(path, some(), nil); err != nil {
		t.Fatal(err)
	}
	tensors, err := ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, 0); err != nil {
		t.Fatal(err)
	}
	if Digest(tensors) != Digest(some()) {
		t.Error("the weights have changed with their file")
	}
}
