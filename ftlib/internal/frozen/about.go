package frozen

import (
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/finetune-go/ft/internal/fetch"
)

// aboutName is the file beside the features that says how they were made, for people and for plans: the features
// themselves are found by the name of their folder.
const aboutName = "about.json"

type about struct {
	Model    string   `json:"model"`
	Boundary []string `json:"boundary"`
	Rows     int      `json:"rows"`
	Program  string   `json:"program"`  // version of the computation, device and plugin
	Computed int      `json:"computed"` // how often, this time included
}

// readAbout reads what is known of the features of dir. Those older than the file were computed once.
func readAbout(dir string) about {
	var a about
	text, err := os.ReadFile(filepath.Join(dir, aboutName))
	if err == nil {
		err = json.Unmarshal(text, &a)
	}
	if _, there := os.Stat(dir); err != nil && there == nil {
		a.Computed = 1
	}
	return a
}

func (r Request) writeAbout(dir string, computed int) error {
	a := about{Model: r.Model.Name, Boundary: r.Cut.Boundary, Rows: r.rows(), Program: r.version() + " " + device(r.Backend), Computed: computed}
	return fetch.WriteFile(filepath.Join(dir, aboutName), func(w io.Writer) error { return json.NewEncoder(w).Encode(a) })
}

// begin notes in dir.part the number of a computation of dir. One that was interrupted goes on under its number.
func (r Request) begin(dir string) error {
	part := dir + ".part"
	if _, err := os.Stat(filepath.Join(part, aboutName)); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := os.MkdirAll(part, 0o755); err != nil {
		return err
	}
	return r.writeAbout(part, readAbout(dir).Computed+1)
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
		a := readAbout(dir)
		if !strings.HasSuffix(dir, ".part") && a.Rows == rows && a.Program == r.version()+" "+device(r.Backend) && slices.Equal(a.Boundary, r.Cut.Boundary) {
			return true
		}
	}
	return false
}
