package dataset

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"
)

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
		return nil, fmt.Errorf("data set %s: %w: give a folder with one sub-folder of images per class", shown(root),
			reason(err))
	} else if !info.IsDir() {
		return nil, fmt.Errorf("data set %s %w", shown(root), errNoFolder)
	}
	folders, err := d.subfolders("")
	if err != nil {
		return nil, err
	}
	if parts := d.parts(folders); parts != nil {
		err = d.listParts(parts, strict)
	} else {
		err = d.listClasses("", folders, strict)
	}
	return d, err
}

// subfolders lists the folders of a folder, by its name under Root and a slash, and skips what else is there.
func (d *Dataset) subfolders(dir string) ([]string, error) {
	entries, err := os.ReadDir(filepath.Join(d.Root, filepath.FromSlash(dir))) // in byte order
	if err != nil {
		return nil, fmt.Errorf("data set %s: %w", shown(filepath.Join(d.Root, dir)), reason(err))
	}
	var names []string
	for _, e := range entries {
		name := e.Name()
		info, err := os.Stat(filepath.Join(d.Root, filepath.FromSlash(dir), name)) // unlike e.Info, follows links
		switch why := Unwanted(name); {
		case why != "":
			d.skip(dir+name, why)
		case err != nil:
			d.skip(dir+name, reason(err).Error())
		case !info.IsDir():
			d.skip(dir+name, "not in a class folder")
		case !utf8.ValidString(name):
			return nil, fmt.Errorf("data set %s: the name of class %q is not UTF-8: rename the folder", shown(d.Root), name)
		default:
			names = append(names, name)
		}
	}
	return names, nil
}

// listClasses lists the files of classes, which are folders in dir. Their labels are their places in Classes, to which
// new ones are added.
func (d *Dataset) listClasses(dir string, classes []string, strict bool) error {
	for _, class := range classes {
		label := slices.Index(d.Classes, class)
		if label < 0 {
			label = len(d.Classes)
			d.Classes = append(d.Classes, class)
		}
		folders, err := d.folders(dir + class)
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
	}
	return nil
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
			return nil, fmt.Errorf("data set %s: class %s: %w", shown(d.Root), shown(all[i].name), reason(err))
		}
		for _, e := range entries {
			name := all[i].name + "/" + e.Name()
			switch why := Unwanted(e.Name()); {
			case !e.IsDir():
				all[i].entries = append(all[i].entries, e)
			case why != "":
				d.skip(name, why)
			default:
				all = append(all, subfolder{name: name})
			}
		}
	}
	slices.SortFunc(all, func(a, b subfolder) int { return strings.Compare(a.name, b.name) })
	return all, nil
}

// listFile lists a file of a class, by its name under Root, or skips it.
func (d *Dataset) listFile(name string, label int, strict bool) error {
	info, err := os.Stat(filepath.Join(d.Root, filepath.FromSlash(name)))
	switch why := Unwanted(path.Base(name)); {
	case why != "":
		d.skip(name, why)
	case err == nil && info.IsDir():
		d.skip(name, "a link to a folder is not followed within a class")
	case unread[strings.ToLower(path.Ext(name))] != "":
		d.skip(name, unread[strings.ToLower(path.Ext(name))]+" images are not read: convert it to JPEG or PNG")
	case !extensions[strings.ToLower(path.Ext(name))]:
		d.skip(name, "the extension is not that of an image")
	case !utf8.ValidString(name) && strict:
		return fmt.Errorf("%s: %q: its name is not UTF-8: rename it", shown(d.Root), name)
	case !utf8.ValidString(name):
		d.skip(name, "its name is not UTF-8")
	case err != nil && strict:
		return fmt.Errorf("%s: %s: %w", shown(d.Root), shown(name), reason(err))
	case err != nil:
		d.skip(name, reason(err).Error())
	case !info.Mode().IsRegular():
		d.skip(name, "not a file")
	default:
		d.Files = append(d.Files, name)
		d.Labels = append(d.Labels, label)
	}
	return nil
}

func (d *Dataset) skip(name, why string) {
	if !utf8.ValidString(name) {
		name = shown(name)
	}
	d.Skipped = append(d.Skipped, Skipped{name, why})
	d.Warnings = append(d.Warnings, fmt.Sprintf("%s skipped: %s", shown(name), why))
}

// reason takes the path out of an operating system error, where the message names it already.
func reason(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}
