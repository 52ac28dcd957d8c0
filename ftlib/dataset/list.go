package dataset

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// extensions of the files that are taken for images.
var extensions = map[string]bool{".jpg": true, ".jpeg": true, ".png": true, ".webp": true, ".bmp": true, ".gif": true}

// list finds classes and files without opening a file. Strict makes a broken link an error.
func list(root string, strict bool) (*Dataset, error) {
	root, err := filepath.Abs(root)
	if err != nil {
		return nil, err
	}
	if !utf8.ValidString(root) { // it is kept in files of JSON, which would change it
		return nil, fmt.Errorf("data set %q: its path is not UTF-8: rename the folder", root)
	}
	d := &Dataset{Name: filepath.Base(root), Root: root}
	if info, err := os.Stat(root); err != nil {
		return nil, fmt.Errorf("data set %s: %w: give a folder with one sub-folder of images per class", root, reason(err))
	} else if !info.IsDir() {
		return nil, fmt.Errorf("data set %s %w", root, errNoFolder)
	}
	entries, err := os.ReadDir(root) // in byte order
	if err != nil {
		return nil, fmt.Errorf("data set %s: %w", root, reason(err))
	}
	for _, e := range entries {
		info, err := os.Stat(filepath.Join(root, e.Name())) // unlike e.Info, follows links
		switch {
		case hidden(e.Name()):
			d.skip(e.Name(), "hidden")
		case err != nil:
			d.skip(e.Name(), reason(err).Error())
		case !info.IsDir():
			d.skip(e.Name(), "not in a class folder")
		case !utf8.ValidString(e.Name()):
			return nil, fmt.Errorf("data set %s: the name of class %q is not UTF-8: rename the folder", root, e.Name())
		default:
			if err := d.listClass(e.Name(), strict); err != nil {
				return nil, err
			}
		}
	}
	return d, nil
}

// subfolder is a folder of a class, by its name under Root, and what lies in it.
type subfolder struct {
	name    string
	entries []os.DirEntry
}

// folders walks a class in the order in which Keras reads it: folders by their whole names, files by theirs. Hidden
// folders are left out. Links to folders are too, as Keras does: they could lead back to where they are.
func (d *Dataset) folders(class string) ([]subfolder, error) {
	all := []subfolder{{name: class}}
	for i := 0; i < len(all); i++ {
		entries, err := os.ReadDir(filepath.Join(d.Root, filepath.FromSlash(all[i].name))) // in byte order
		if err != nil {
			return nil, fmt.Errorf("data set %s: class %s: %w", d.Root, all[i].name, reason(err))
		}
		for _, e := range entries {
			switch name := all[i].name + "/" + e.Name(); {
			case !e.IsDir():
				all[i].entries = append(all[i].entries, e)
			case hidden(e.Name()):
				d.skip(name, "hidden")
			default:
				all = append(all, subfolder{name: name})
			}
		}
	}
	slices.SortFunc(all, func(a, b subfolder) int { return strings.Compare(a.name, b.name) })
	return all, nil
}

func (d *Dataset) listClass(class string, strict bool) error {
	label := len(d.Classes)
	d.Classes = append(d.Classes, class)
	folders, err := d.folders(class)
	if err != nil {
		return err
	}
	for _, f := range folders {
		for _, e := range f.entries {
			if err := d.listFile(f.name+"/"+e.Name(), label, strict); err != nil {
				return err
			}
		}
	}
	return nil
}

// listFile lists a file of a class, by its name under Root, or skips it.
func (d *Dataset) listFile(name string, label int, strict bool) error {
	info, err := os.Stat(filepath.Join(d.Root, filepath.FromSlash(name)))
	switch {
	case hidden(path.Base(name)):
		d.skip(name, "hidden")
	case err == nil && info.IsDir():
		d.skip(name, "a link to a folder is not followed within a class")
	case !extensions[strings.ToLower(path.Ext(name))]:
		d.skip(name, "the extension is not that of an image")
	case !utf8.ValidString(name) && strict:
		return fmt.Errorf("%s: %q: its name is not UTF-8: rename it", d.Root, name)
	case !utf8.ValidString(name):
		d.skip(strconv.Quote(name), "its name is not UTF-8")
	case err != nil && strict:
		return fmt.Errorf("%s: %s: %w", d.Root, name, reason(err))
	case err != nil:
		d.skip(name, reason(err).Error())
	case !info.Mode().IsRegular():
		d.skip(name, "not a file")
	default:
		d.Files = append(d.Files, name)
		d.Labels = append(d.Labels, label)
		d.stats = append(d.stats, stat{info.Size(), info.ModTime().UnixNano()})
	}
	return nil
}

func (d *Dataset) skip(name, why string) {
	d.Warnings = append(d.Warnings, fmt.Sprintf("%s skipped: %s", name, why))
}

func hidden(name string) bool { return strings.HasPrefix(name, ".") }

// reason takes the path out of an operating system error, where the message names it already.
func reason(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

// IsImage tells by a file's name whether it is taken for an image; hidden files are not.
func IsImage(path string) bool {
	return extensions[strings.ToLower(filepath.Ext(path))] && !hidden(filepath.Base(path))
}
