package fetch

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// Save writes a file as WriteFile does, and makes its folder if need be.
func Save(path string, write func(io.Writer) error) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("%w: choose a folder that can be written", err)
	}
	return WriteFile(path, write)
}
