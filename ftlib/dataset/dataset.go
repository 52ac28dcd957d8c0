package dataset

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"

	"github.com/finetune-go/ft/ftlib/progress"
)

// Dataset is a list of labelled image files, class by class. It is read-only after it is made, and may be used by
// several goroutines.
type Dataset struct {
	Name     string   // the folder's name, "paper" or "demo"
	Root     string   // the folder, an absolute path
	Classes  []string // names of the sub-folders in byte order (capitals first); the index is the label
	Files    []string // "class/name" or "class/folder/name", slashes on every system; in byte order folder by folder
	Labels   []int    // class of each file
	Warnings []string // what was skipped and why, one line each

	stats []stat // of each file when it was listed

	mu   sync.Mutex
	sums [][32]byte // SHA-256 of each file's content, computed when first asked for
}

// stat is what changes when a file is replaced.
type stat struct {
	size  int64 // bytes
	mtime int64 // nanoseconds since 1970
}

// Options of Open. The zero value is silent and forgiving.
type Options struct {
	Strict   bool              // a file that cannot be read as an image is an error instead of a warning
	Progress progress.Observer // progress and warnings; nil is silent
}

// Open lists the images under root, which has one sub-folder for each class. Folders within a class are read too, in the
// order of Keras' image_dataset_from_directory. Every file that is new or has changed is decoded once, so that a damaged
// one is known from the start.
//
// Images are JPEG, PNG, WebP, BMP and GIF files (the first frame), by extension in upper or lower case. Hidden files and
// folders and other files are reported in Warnings; a damaged image is too, unless Strict. Links to classes and to files
// are followed, those to folders within a class are not. Fewer than two classes and a class without an image are errors.
func Open(root string, o Options) (*Dataset, error) {
	return OpenContext(context.Background(), root, o)
}

// OpenContext is Open that ends early with the error of ctx when ctx is done.
func OpenContext(ctx context.Context, root string, o Options) (*Dataset, error) {
	d, err := list(root, o.Strict)
	if err != nil {
		return nil, err
	}
	if len(d.Classes) < 2 { // nothing to decode
		d.report(o.Progress)
		return nil, d.check()
	}
	bad, err := d.damaged(ctx, o.Progress)
	if err != nil {
		return nil, err
	}
	if len(bad) > 0 && o.Strict {
		return nil, fmt.Errorf("%s: %s: mend or remove them, or leave out --strict", d.Root, some(bad, "damaged image"))
	}
	d.drop(bad)
	d.report(o.Progress) // also of a class of which nothing is left: they say why
	if err := d.check(); err != nil {
		return nil, err
	}
	return d, nil
}

// problem is a file that cannot be used, by its name under Root.
type problem struct{ File, Reason string }

// drop removes files from the lists, with a warning each, before those of files that are no images: only the first few
// are printed, and a damaged image is what one wants to know of.
func (d *Dataset) drop(bad []problem) {
	reason := map[string]string{}
	var warnings []string
	for _, p := range bad {
		reason[p.File] = p.Reason
		warnings = append(warnings, fmt.Sprintf("%s skipped: %s", p.File, p.Reason))
	}
	d.Warnings = append(warnings, d.Warnings...)
	kept := 0
	for i, f := range d.Files {
		if _, drop := reason[f]; drop {
			continue
		}
		d.Files[kept], d.Labels[kept], d.stats[kept] = f, d.Labels[i], d.stats[i]
		kept++
	}
	d.Files, d.Labels, d.stats = d.Files[:kept], d.Labels[:kept], d.stats[:kept]
}

// check refuses what nothing can be learned from.
func (d *Dataset) check() error {
	if len(d.Classes) < 2 {
		found := "no sub-folder"
		if len(d.Classes) == 1 {
			found = fmt.Sprintf("only the sub-folder %q", d.Classes[0])
		}
		return fmt.Errorf("%s has %s: give a folder with one sub-folder of images for each of two or more classes", d.Root, found)
	}
	count := d.Counts()
	var empty []string
	for c, n := range count {
		if n == 0 {
			empty = append(empty, d.Classes[c])
		}
	}
	if len(empty) > 0 {
		return fmt.Errorf("%s: no usable image in %s: add images or remove the folder", d.Root, strings.Join(empty, ", "))
	}
	return nil
}

// report prints the warnings, the first few of them.
func (d *Dataset) report(watch progress.Observer) {
	if watch == nil {
		return
	}
	const most = 5
	for i, w := range d.Warnings {
		if i == most && len(d.Warnings) > most+1 {
			progress.Warnf(watch, "%s: %d more like these", d.Name, len(d.Warnings)-most)
			return
		}
		progress.Warnf(watch, "%s: %s", d.Name, w)
	}
}

// Counts is the number of images of each class.
func (d *Dataset) Counts() []int {
	n := make([]int, len(d.Classes))
	for _, l := range d.Labels {
		n[l]++
	}
	return n
}

// Path is where file i is on disk.
func (d *Dataset) Path(i int) string { return filepath.Join(d.Root, filepath.FromSlash(d.Files[i])) }

// some names up to three problems and how many there are.
func some(list []problem, what string) string {
	var names []string
	for i, p := range list {
		if i == 3 {
			names = append(names, "…")
			break
		}
		names = append(names, fmt.Sprintf("%s (%s)", p.File, p.Reason))
	}
	if len(list) > 1 {
		what += "s"
	}
	return fmt.Sprintf("%d %s: %s", len(list), what, strings.Join(names, ", "))
}

var errNoFolder = errors.New("is no folder: give a folder with one sub-folder of images per class")
