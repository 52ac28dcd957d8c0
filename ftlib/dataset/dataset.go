package dataset

import (
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
	Name    string   // the folder's name, "paper" or "demo"
	Root    string   // the folder, an absolute path
	Classes []string // names of the sub-folders in byte order (capitals first); the index is the label
	Files   []string // "class/name" or "class/folder/name", slashes on every system; in byte order folder by folder
	Labels  []int    // class of each file

	// Parts is what each file is for, Train, Validation or Test, where Root has a folder for each of those: classes are
	// the folders in them, and names in Files begin with them. It is nil otherwise.
	Parts []string

	Skipped  []Skipped // what was not taken for an image, and damaged images
	Clipped  []string  // of Files, those with grey of 16 bits that was cut off at 255, as Pillow does it
	Warnings []string  // what to know about the images, one line each

	Exif bool // images are rotated as the camera noted, see Options

	mu   sync.Mutex
	sums [][32]byte // SHA-256 of each file's content, read once: pixels of another content are never returned
	key  string     // digest of the contents, see contentKey; those of damaged images count
	left string     // places of the damaged images among all, see marks.left
}

// Skipped is a file or a folder that was left out, by its name under Root.
type Skipped struct {
	File   string `json:"file"`
	Reason string `json:"reason"`
}

// ErrUnreadable is wrapped by DamagedError.
var ErrUnreadable = errors.New("images cannot be read")

// DamagedError says which images cannot be read, where all were to be (Options.Strict).
type DamagedError struct {
	Root  string
	Files []Skipped
}

func (e *DamagedError) Error() string {
	return fmt.Sprintf("%s: %s: repair or remove them", shown(e.Root), some(e.Files, "damaged image"))
}

func (e *DamagedError) Unwrap() error { return ErrUnreadable }

// check refuses what nothing can be learned from.
func (d *Dataset) check() error {
	if len(d.Classes) < 2 {
		found := "no sub-folder"
		if len(d.Classes) == 1 {
			found = fmt.Sprintf("only the sub-folder %q", d.Classes[0])
		}
		return fmt.Errorf("%s has %s: give a folder with one sub-folder of images for each of two or more classes",
			shown(d.Root), found)
	}
	count := d.Counts()
	var empty []string
	for c, n := range count {
		if n == 0 {
			empty = append(empty, shown(d.Classes[c]))
		}
	}
	if len(empty) > 0 {
		return fmt.Errorf("%s: no usable image in %s: add images or remove the folder", shown(d.Root),
			strings.Join(empty, ", "))
	}
	return nil
}

// report passes the warnings on, the first few of them.
func (d *Dataset) report(watch progress.Observer) {
	if watch == nil {
		return
	}
	const most = 5
	for i, w := range d.Warnings {
		if i == most && len(d.Warnings) > most+1 {
			progress.Warnf(watch, "%s: %d more like these", shown(d.Name), len(d.Warnings)-most)
			return
		}
		progress.Warnf(watch, "%s: %s", shown(d.Name), w)
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

// problem is a file that cannot be used.
type problem = Skipped

// some names up to three problems and how many there are.
func some(list []problem, what string) string {
	var names []string
	for i, p := range list {
		if i == 3 {
			names = append(names, "…")
			break
		}
		names = append(names, fmt.Sprintf("%s (%s)", shown(p.File), p.Reason))
	}
	if len(list) > 1 {
		what += "s"
	}
	return fmt.Sprintf("%d %s: %s", len(list), what, strings.Join(names, ", "))
}

var errNoFolder = errors.New("is no folder: give a folder with one sub-folder of images per class")
