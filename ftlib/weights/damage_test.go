package weights

import (
	"path/filepath"
	"testing"

	"github.com/finetune-go/ft/internal/damage"
)

// TestDamagedCache damages the cached weights: they are fetched again, or it is an error.
func TestDamagedCache(t *testing.T) {
	entry := serve(t)
	entry.Sources = entry.Sources[1:]
	load := func() (string, error) {
		set, err := loadImageNet(t.Context(), "tiny", entry, nil)
		if err != nil {
			return "", err
		}
		return Digest(set.Tensors), nil
	}
	if _, err := load(); err != nil {
		t.Fatal(err)
	}
	path, err := CachePath("tiny")
	if err != nil {
		t.Fatal(err)
	}
	damage.All(t, filepath.Dir(path), nil, 1, nil, load)
}
