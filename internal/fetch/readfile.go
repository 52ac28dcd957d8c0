package fetch

import (
	"fmt"
	"io"

	"github.com/finetune-go/ft/internal/regular"
)

// ReadFile reads a file of at most limit bytes.
func ReadFile(path string, limit int64) ([]byte, error) {
	f, _, err := regular.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err == nil && int64(len(b)) > limit {
		err = fmt.Errorf("%s has more than %d MB, which is no such file", path, limit>>20)
	}
	return b, err
}
