package frozen

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/finetune-go/ft/internal/checksum"
	"github.com/finetune-go/ft/internal/fetch"
)

// aboutName is the file beside the features that says how they were made, for people and for plans: the features
// themselves are found by the name of their folder.
const aboutName = "about.json"

// maxText bounds the text files of a prefix, which have a line a batch.
const maxText = 1 << 30

type about struct {
	Model    string   `json:"model"`
	Boundary []string `json:"boundary"`
	Rows     int      `json:"rows"`
	Program  string   `json:"program"`          // version of the computation, device and plugin
	Computed int      `json:"computed"`         // how often, this time included
	Sum      uint32   `json:"crc32c,omitempty"` // of all this and the folder's name; older files have none
}

// sum is what Sum is to be in a folder.
func (a about) sum(dir string) uint32 {
	a.Sum = 0
	text, _ := json.Marshal(a) // plain fields: can't fail
	return checksum.CRC(append(text, batchesHead(dir)...))
}

// readAbout reads what is known of the features of dir. Those older than the file were computed once: the error is
// fs.ErrNotExist. Damaged ones as well, for all that is known.
func readAbout(dir string) (about, error) {
	var a about
	once := about{}
	if _, there := os.Stat(dir); there == nil {
		once.Computed = 1
	}
	text, err := fetch.ReadFile(filepath.Join(dir, aboutName), maxText)
	if err != nil {
		return once, err
	}
	if err := json.Unmarshal(text, &a); err != nil || a.Sum != 0 && a.Sum != a.sum(dir) {
		return once, fmt.Errorf("%s in %s is %w", aboutName, dir, errDamaged)
	}
	return a, nil
}

func (r Request) writeAbout(dir string, computed int) error {
	a := about{Model: r.Model.Name, Boundary: r.Cut.Boundary, Rows: r.rows(),
		Program: r.version() + " " + device(r.Backend), Computed: computed}
	a.Sum = a.sum(dir)
	return fetch.WriteFile(filepath.Join(dir, aboutName), func(w io.Writer) error { return json.NewEncoder(w).Encode(a) })
}

// begin notes in dir.part the number of a computation of dir. One that was interrupted goes on under its number.
func (r Request) begin(dir string) error {
	part, before := dir+".part", 1 // if what is known of it is damaged, it is not the first one for sure
	switch _, err := readAbout(part); {
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrNotExist):
		a, err := readAbout(dir)
		if err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, errDamaged) {
			return err
		}
		before = a.Computed
	case !errors.Is(err, errDamaged):
		return err
	}
	if err := os.MkdirAll(part, 0o755); err != nil {
		return err
	}
	return r.writeAbout(part, before+1)
}

// Known says whether the cache has features for that many images, computed as this request would. Of the request it
// reads neither images nor weights, so it may be wrong about which they were: good enough to plan with.
func Known(r Request, rows int) bool {
	root, err := fetch.CacheDir("prefix")
	if err != nil {
		return false
	}
	files, _ := fs.Glob(os.DirFS(root), r.Model.Name+"-"+strings.Join(r.Cut.Boundary, "+")+"-*/"+sumsName)
	for _, file := range files {
		dir := filepath.Join(root, filepath.Dir(file))
		a, err := readAbout(dir)
		if err == nil && !strings.HasSuffix(dir, ".part") && a.Rows == rows &&
			a.Program == r.version()+" "+device(r.Backend) && slices.Equal(a.Boundary, r.Cut.Boundary) {
			return true
		}
	}
	return false
}
