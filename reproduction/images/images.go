// Package images finds the paper's photographs: in the folder of a user, in a checkout, or by a download.
package images

import (
	"archive/zip"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/finetune-go/ft/data"
	"github.com/finetune-go/ft/ftlib/dataset"
	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/internal/checkout"
	"github.com/finetune-go/ft/internal/fetch"
)

// ErrAbsent is wrapped by the error of Open when the paper's images are nowhere to be had, which drawn ones can stand
// in for.
var ErrAbsent = errors.New("the paper's data set is not here")

const paperFolder = "cats-dogs-horses-humans"

// paperArchive needs no digest of its own: every file that is taken out of it is checked.
var paperArchive = fetch.Source{
	Name: "the paper's data set",
	URL:  "https://github.com/anujshah1003/Transfer-Learning-in-keras---custom-data/raw/bd888321f0e298ed7c0eb31555f75909ea2e4bb8/data.zip",
}

// Open returns the paper's 808 images from the first of: dir, $FT_DATA, data/cats-dogs-horses-humans and
// ../shared/data/cats-dogs-horses-humans of the module or the working directory, an earlier download, a download.
// Every file is checked by its SHA-256; a folder that is there and is not right is an error that names the files.
func Open(ctx context.Context, dir string, watch progress.Observer) (*dataset.Dataset, error) {
	if dir == "" {
		dir = os.Getenv("FT_DATA")
	}
	if dir != "" {
		return openPaper(ctx, dir)
	}
	for _, place := range places() {
		if info, err := os.Stat(place); err == nil && info.IsDir() {
			return openPaper(ctx, place)
		}
	}
	cache, err := fetch.CacheDir("data")
	if err != nil {
		return nil, err
	}
	dir = filepath.Join(cache, paperFolder)
	unlock, err := fetch.Lock(ctx, dir, watch)
	if err != nil {
		return nil, err
	}
	defer unlock()
	if d, err := openPaper(ctx, dir); err == nil {
		return d, nil
	}
	zipped := filepath.Join(cache, "data.zip")
	if err := fetch.File(fetch.Patiently(ctx), paperArchive, zipped, watch); err != nil {
		return nil, fmt.Errorf("%w and cannot be downloaded: %w: set FT_DATA to its folder", ErrAbsent, err)
	}
	defer os.Remove(zipped) // right or wrong, it has served
	if err := fetch.Stage(dir, func(tmp string) error { return unpackPaper(zipped, tmp) }); err != nil {
		return nil, fmt.Errorf("%w: %w: set FT_DATA to its folder", ErrAbsent, err)
	}
	return openPaper(ctx, dir)
}

// places are the folders of a checkout: of the working directory and, when that is inside a module, of its root.
func places() []string {
	dir, err := os.Getwd()
	if err != nil {
		return nil
	}
	roots := []string{dir}
	if root := checkout.Root(); root != "" {
		roots = append(roots, root)
	}
	var list []string
	for _, root := range roots {
		list = append(list, filepath.Join(root, "data", paperFolder),
			filepath.Join(root, "..", "shared", "data", paperFolder))
	}
	return list
}

// openPaper opens a folder and compares it with the committed list. Images known by their hash need no decoding to be
// known as sound.
func openPaper(ctx context.Context, dir string) (*dataset.Dataset, error) {
	d, err := dataset.OpenKnown(dir)
	if err != nil {
		return nil, err
	}
	files, err := data.Paper()
	if err != nil {
		return nil, err
	}
	want := map[string]string{}
	for _, f := range files {
		want[f.Name] = f.SHA256
	}
	sums, err := d.Sums(ctx)
	if err != nil {
		return nil, err
	}
	var wrong []string
	for i, f := range d.Files {
		switch sum, known := want[f]; {
		case !known:
			wrong = append(wrong, f+" (not one of the paper's)")
		case sum != hex.EncodeToString(sums[i][:]):
			wrong = append(wrong, f+" (changed)")
		}
		delete(want, f)
	}
	for _, f := range files {
		if _, missing := want[f.Name]; missing {
			wrong = append(wrong, f.Name+" (missing)")
		}
	}
	if len(wrong) > 0 {
		return nil, fmt.Errorf("%s is not the paper's data set, %s: restore its %d files, see data/README.md", d.Root,
			some(wrong), len(files))
	}
	return d, nil
}

// unpackPaper takes the paper's files out of the archive, in whatever folder they are there.
func unpackPaper(archive, dir string) error {
	z, file, err := fetch.OpenZip(archive)
	if err != nil {
		return fmt.Errorf("%s: %w", paperArchive.URL, err)
	}
	defer file.Close()
	files, err := data.Paper()
	if err != nil {
		return err
	}
	member := map[string]*zip.File{}
	for _, f := range z.File {
		parts := strings.Split(f.Name, "/")
		if len(parts) >= 2 {
			member[strings.Join(parts[len(parts)-2:], "/")] = f
		}
	}
	for _, f := range files {
		m := member[f.Name]
		if m == nil {
			return fmt.Errorf("%s has no %s", paperArchive.URL, f.Name)
		}
		if err := unpack(m, filepath.Join(dir, filepath.FromSlash(f.Name))); err != nil {
			return fmt.Errorf("%s: %s: %w", paperArchive.URL, f.Name, err)
		}
	}
	return nil
}

// maxPhoto bounds what one file of the archive may unpack to before it is compared with its digest.
const maxPhoto = 64 << 20

func unpack(m *zip.File, path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	r, err := m.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	w, err := os.Create(path)
	if err != nil {
		return err
	}
	n, err := io.Copy(w, io.LimitReader(r, maxPhoto+1))
	if err == nil && n > maxPhoto {
		err = fmt.Errorf("it has more than %d MB, which none of the images has", maxPhoto>>20)
	}
	if err != nil {
		w.Close()
		return err
	}
	return w.Close()
}

// some names up to three differences and how many there are.
func some(all []string) string {
	named := all
	if len(all) > 3 {
		named = append(slices.Clone(all[:3]), "…")
	}
	what := "differences"
	if len(all) == 1 {
		what = "difference"
	}
	return fmt.Sprintf("%d %s: %s", len(all), what, strings.Join(named, ", "))
}
