package lab

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// Stale tells why the output in a notebook is older than what it shows, or "" if it is up to date: its code, the
// packages that it imports or the results it names in its metadata ("ft_results") have changed since it was executed by
// RunNotebook.
func Stale(nbPath, moduleRoot string) (why string, err error) {
	nb, err := readNotebook(nbPath)
	if err != nil {
		return "", err
	}
	now, err := stamp(nb, moduleRoot)
	if err != nil {
		return "", err
	}
	switch {
	case nb.Metadata.SourceDigest == "" || nb.Metadata.ResultsDigest == "":
		return "it was not executed to its end by ft notebook run", nil
	case nb.Metadata.SourceDigest != now["ft_source_digest"]:
		return "its code has changed since it was executed", nil
	case nb.Metadata.LibraryDigest != now["ft_library_digest"]:
		return "the library has changed since it was executed", nil
	case nb.Metadata.ResultsDigest != now["ft_results_digest"]:
		return "the results it shows have changed since it was executed", nil
	}
	return "", nil
}

// stamp is the metadata that says what a notebook's output was made from.
func stamp(nb *notebook, moduleRoot string) (map[string]any, error) {
	results, err := digestResults(filepath.Join(moduleRoot, "results"), nb.Metadata.Results)
	if err != nil {
		return nil, err
	}
	h := sha256.New()
	var code strings.Builder
	for _, c := range nb.Cells {
		if c.Type == "code" {
			// Trailing white space is what editors change on their own.
			fmt.Fprintf(h, "%q\n", strings.TrimRight(string(c.Source), " \t\r\n"))
			fmt.Fprintln(&code, c.Source)
		}
	}
	library, err := digestLibrary(moduleRoot, code.String())
	if err != nil {
		return nil, err
	}
	return map[string]any{
		"ft_library_digest": library,
		"ft_results_digest": results,
		"ft_source_digest":  hex.EncodeToString(h.Sum(nil)[:16]),
	}, nil
}

// digestResults is over the names and contents of the files that the patterns select; nil selects all. Hidden and
// temporary files are not results, and trained weights are not kept in the repository: a clone has none. A folder that
// is not there has none either.
func digestResults(dir string, patterns *[]string) (string, error) {
	if patterns != nil {
		for _, p := range *patterns {
			if _, err := path.Match(p, ""); err != nil {
				return "", fmt.Errorf("ft_results has the pattern %q: %w", p, err)
			}
		}
	}
	h := sha256.New()
	err := eachFile(dir, "", func(rel string) error {
		if slices.Contains([]string{".tmp", ".lock", ".safetensors"}, path.Ext(rel)) || patterns != nil && !selected(rel,
			*patterns) {
			return nil
		}
		f, err := os.Open(filepath.Join(dir, filepath.FromSlash(rel)))
		if err != nil {
			return err
		}
		defer f.Close()
		content := sha256.New()
		if _, err := io.Copy(content, f); err != nil {
			return err
		}
		fmt.Fprintf(h, "%q %x\n", rel, content.Sum(nil))
		return nil
	})
	if err != nil {
		return "", fmt.Errorf("digest of %s: %w", dir, err)
	}
	return hex.EncodeToString(h.Sum(nil)[:16]), nil
}

// eachFile calls do for the files below a folder that are not hidden, in lexical order, by their path below root with
// slashes. Links are followed: results may have been moved to a larger disk.
func eachFile(root, below string, do func(rel string) error) error {
	entries, err := os.ReadDir(filepath.Join(root, filepath.FromSlash(below)))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") {
			continue
		}
		rel := path.Join(below, e.Name())
		info, err := os.Stat(filepath.Join(root, filepath.FromSlash(rel)))
		switch {
		case errors.Is(err, fs.ErrNotExist): // it has just gone, or a link leads nowhere
		case err != nil:
			return err
		case info.IsDir():
			err = eachFile(root, rel, do)
		case info.Mode().IsRegular():
			err = do(rel)
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// selected tells whether a pattern matches the file or one of the folders it is in.
func selected(rel string, patterns []string) bool {
	for ; rel != "."; rel = path.Dir(rel) {
		for _, p := range patterns {
			if ok, _ := path.Match(p, rel); ok {
				return true
			}
		}
	}
	return false
}
