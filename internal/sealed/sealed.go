// Package sealed keeps values in JSON files that carry a checksum: without one a flipped digit is believed.
package sealed

import (
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/finetune-go/ft/internal/checksum"
	"github.com/finetune-go/ft/internal/fetch"
)

// ErrDamaged says that a file is not what was written, or was written without a checksum.
var ErrDamaged = errors.New("is damaged")

// maxFile bounds what is read, far above any real file.
const maxFile = 256 << 20

type file struct {
	Sum   string          `json:"crc32c"` // of the value and the file's name
	Value json.RawMessage `json:"value"`
}

func sum(path string, value []byte) string {
	return fmt.Sprintf("%08x", checksum.CRC(append([]byte(filepath.Base(path)+"\n"), value...)))
}

// Write writes a value, atomically.
func Write(path string, v any) error {
	value, err := json.Marshal(v)
	if err != nil {
		return err
	}
	text, err := json.Marshal(file{sum(path, value), value})
	if err != nil {
		return err
	}
	return fetch.WriteBytes(path, append(text, '\n'))
}

// Read reads a value into v, which it leaves alone where the file is not there (fs.ErrNotExist) or damaged.
func Read(path string, v any) error {
	text, err := fetch.ReadFile(path, maxFile)
	if err != nil {
		return err
	}
	var f file
	if json.Unmarshal(text, &f) != nil || f.Sum != sum(path, f.Value) {
		return fmt.Errorf("%s %w", path, ErrDamaged)
	}
	return json.Unmarshal(f.Value, v)
}
