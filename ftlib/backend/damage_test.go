package backend

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/finetune-go/ft/internal/damage"
)

// TestDamagedPluginIsNoticed damages a plugin of the cache, its checksum, and puts another one in its place.
func TestDamagedPluginIsNoticed(t *testing.T) {
	plugin := func(content byte) string {
		path := filepath.Join(t.TempDir(), "plugin.so")
		if err := keep(path, bytes.NewReader(bytes.Repeat([]byte{content, 1, 2, 3}, 20000))); err != nil {
			t.Fatal(err)
		}
		return path
	}
	path, other := plugin(7), plugin(8)
	damage.All(t, filepath.Dir(path), []string{filepath.Dir(other)}, 1, nil, func() (string, error) {
		if err := kept(path); err != nil {
			return "", err
		}
		b, err := os.ReadFile(path)
		return fmt.Sprintf("%x", sha256.Sum256(b)), err
	})
}
