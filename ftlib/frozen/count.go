package frozen

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"

	"github.com/finetune-go/ft/ftlib/fetch"
)

// countName is the file beside the features that says how often they have been computed.
const countName = "count.json"

type counter struct {
	Computed int `json:"computed"`
}

// times is how often the features of dir have been computed. A folder older than the counter was computed once.
func times(dir string) int {
	var c counter
	text, err := os.ReadFile(filepath.Join(dir, countName))
	if err == nil {
		err = json.Unmarshal(text, &c)
	}
	if _, there := os.Stat(dir); err != nil && there == nil {
		return 1
	}
	return c.Computed
}

// count begins a computation of dir: it notes in dir.part the number of this one. One that was interrupted goes on
// under its number.
func count(dir string) error {
	path := filepath.Join(dir+".part", countName)
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	c := counter{times(dir) + 1}
	return fetch.WriteFile(path, func(w io.Writer) error { return json.NewEncoder(w).Encode(c) })
}
