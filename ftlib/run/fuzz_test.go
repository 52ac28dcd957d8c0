package run

import (
	"os"
	"path/filepath"
	"testing"
)

// FuzzRead reads what a run folder may have come to: an error, or a run, never a panic.
func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"model":"vgg16"}`), []byte("epoch,loss,accuracy,val_loss,val_accuracy,val_correct\n1,1,0.5,1,0.5,1\n"),
		[]byte(`{"epochs":1}`), []byte(`{"files":{},"crc32c":"x"}`))
	f.Fuzz(func(t *testing.T, config, history, result, manifest []byte) {
		dir := t.TempDir()
		for name, text := range map[string][]byte{ConfigFile: config, HistoryFile: history, ResultFile: result,
			ManifestFile: manifest} {
			if len(text) > 0 {
				if err := os.WriteFile(filepath.Join(dir, name), text, 0o644); err != nil {
					t.Fatal(err)
				}
			}
		}
		Read(dir) //nolint:errcheck // only a panic is wrong
	})
}
