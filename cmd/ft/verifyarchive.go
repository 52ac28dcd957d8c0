//go:build cgo

package main

import (
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/internal/checksum"
	"github.com/finetune-go/ft/internal/fetch"
)

// maxArchive bounds what the text files of an archive may unpack to, far above any real one.
const maxArchive = 1 << 30

// verifyArchive unpacks the text files of an archive's runs and sums the others where they lie.
func verifyArchive(w io.Writer, archive string) (damaged int, err error) {
	tmp, remove, err := fetch.Scratch("ft-verify-")
	if err != nil {
		return 0, err
	}
	defer remove()
	elsewhere, left := map[string]map[string]string{}, int64(maxArchive)
	err = walkArchive(archive, func(name string, r io.Reader) error {
		name = path.Clean(name)
		if !filepath.IsLocal(filepath.FromSlash(name)) {
			return fmt.Errorf("it would lie outside of the archive's folder: make the archive anew")
		}
		if !slices.Contains(fit.RunFiles(), path.Base(name)) {
			return nil
		}
		if path.Ext(name) == ".safetensors" {
			var sum checksum.Writer
			_, err := io.Copy(&sum, r)
			dir := filepath.FromSlash(path.Dir(name))
			if elsewhere[dir] == nil {
				elsewhere[dir] = map[string]string{}
			}
			elsewhere[dir][path.Base(name)] = fmt.Sprintf("%08x", sum.Sum())
			if err != nil {
				return err
			}
			return os.MkdirAll(filepath.Join(tmp, dir), 0o755)
		}
		text, err := io.ReadAll(io.LimitReader(r, left+1))
		if err != nil {
			return err
		}
		if left -= int64(len(text)); left < 0 {
			return fmt.Errorf("the archive unpacks to more than %d MB of text, which no runs have", maxArchive>>20)
		}
		return fetch.Save(filepath.Join(tmp, filepath.FromSlash(name)), fetch.Content(text))
	})
	if err != nil {
		return 0, err
	}
	return verifyFolders(w, tmp, archive, elsewhere)
}

// walkArchive visits the files of a .zip, .tar.gz or .tgz.
func walkArchive(archive string, visit func(name string, r io.Reader) error) error {
	lower := strings.ToLower(archive)
	switch {
	case strings.HasSuffix(lower, ".tar.gz"), strings.HasSuffix(lower, ".tgz"):
		return fetch.WalkTgz(archive, visit)
	case !strings.HasSuffix(lower, ".zip"):
		return fmt.Errorf("%s is no run folder, no .safetensors or .onnx and no archive: give .zip, .tar.gz or .tgz", archive)
	}
	return fetch.WalkZip(archive, visit)
}
