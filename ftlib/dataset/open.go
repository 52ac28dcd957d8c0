package dataset

import (
	"context"
	"fmt"
	"strings"

	"github.com/finetune-go/ft/ftlib/progress"
)

// Options of Open. The zero value is silent and forgiving.
type Options struct {
	Strict   bool              // a file that cannot be read as an image is an error (DamagedError) instead of a warning
	Exif     bool              // turn images as the camera noted, before they are resized; Keras does so to TIFF alone
	Progress progress.Observer // progress and warnings; nil is silent

	// Size and Interpolation are those that Pixels will be asked for, if they are known: the images are then decoded once,
	// for both.
	Size          int
	Interpolation string
}

// Open lists the images under root, which has one sub-folder for each class. Folders within a class are read too, in
// the order of Keras' image_dataset_from_directory. Where the sub-folders are train, val (valid, validation) and test,
// or two of these, classes are the folders in them, see Dataset.Parts.
//
// Every file is read, and decoded once in its life, so that a damaged one is known from the start. What is known rests
// on the files' contents alone, whatever their names and times are.
//
// Images are JPEG, PNG, WebP, BMP, GIF (the first frame of each), TIFF, PPM, PGM and PBM files, by extension in upper
// or lower case; what kind a file is, its content says. Other files, hidden ones and what systems leave in folders are
// in Skipped and Warnings; a damaged image is too, unless Strict. Links to classes and to files are followed, those to
// folders within a class are not. Fewer than two classes and a class without an image are errors.
func Open(root string, o Options) (*Dataset, error) {
	return OpenContext(context.Background(), root, o)
}

// OpenContext is Open that ends early with the error of ctx when ctx is done.
func OpenContext(ctx context.Context, root string, o Options) (*Dataset, error) {
	d, err := list(root, o.Strict)
	if err != nil {
		return nil, err
	}
	d.Exif = o.Exif
	if len(d.Classes) < 2 { // nothing to decode
		d.report(o.Progress)
		return nil, d.check()
	}
	unread, err := d.readAll(ctx, o.Progress)
	if err != nil {
		return nil, err
	}
	v, err := d.judge(ctx, o)
	if err != nil {
		return nil, err
	}
	if bad := append(unread, v.Damaged...); len(bad) > 0 {
		if o.Strict {
			return nil, &DamagedError{d.Root, bad}
		}
		d.drop(v.Damaged)
		d.Skipped = append(unread, d.Skipped...)
		d.warn(unread)
	}
	d.Clipped = v.Clipped
	d.warnOfClipped()
	if err := d.warnOfConflicts(); err != nil {
		return nil, err
	}
	d.report(o.Progress) // also of a class of which nothing is left: they say why
	if err := d.check(); err != nil {
		return nil, err
	}
	return d, nil
}

// drop removes files from the lists, with a warning each.
func (d *Dataset) drop(bad []problem) {
	dropped := map[string]bool{}
	for _, p := range bad {
		dropped[p.File] = true
	}
	d.keep(func(i int) bool { return !dropped[d.Files[i]] })
	d.Skipped = append(bad[:len(bad):len(bad)], d.Skipped...)
	d.warn(bad)
}

// warn of damaged images before other files: only the first few warnings are printed, and these are what one wants to
// know of.
func (d *Dataset) warn(bad []problem) {
	var warnings []string
	for _, p := range bad {
		warnings = append(warnings, fmt.Sprintf("%s skipped: %s", shown(p.File), p.Reason))
	}
	d.Warnings = append(warnings, d.Warnings...)
}

// keep shortens the lists to the files for which it says so.
func (d *Dataset) keep(wanted func(i int) bool) {
	n := 0
	for i := range d.Files {
		if !wanted(i) {
			continue
		}
		d.Files[n], d.Labels[n] = d.Files[i], d.Labels[i]
		if d.Parts != nil {
			d.Parts[n] = d.Parts[i]
		}
		if d.sums != nil {
			d.sums[n] = d.sums[i]
		}
		n++
	}
	d.Files, d.Labels = d.Files[:n], d.Labels[:n]
	if d.Parts != nil {
		d.Parts = d.Parts[:n]
	}
	if d.sums != nil {
		d.sums = d.sums[:n]
	}
}

// warnOfClipped names the images that turn white.
func (d *Dataset) warnOfClipped() {
	const most = 20
	if len(d.Clipped) == 0 {
		return
	}
	var names []string
	for _, f := range d.Clipped[:min(most, len(d.Clipped))] {
		names = append(names, shown(f))
	}
	if len(d.Clipped) > most {
		names = append(names, fmt.Sprintf("%d more", len(d.Clipped)-most))
	}
	w := fmt.Sprintf("%d with grey of 16 bits, of which Pillow, and so Keras, takes every shade above 255 for "+
		"white: %s: %s",
		len(d.Clipped), "save with 8 bits", strings.Join(names, ", "))
	d.Warnings = append([]string{w}, d.Warnings...)
}

// warnOfConflicts names an image that is in two classes.
func (d *Dataset) warnOfConflicts() error {
	groups, err := d.conflicts()
	if err != nil || len(groups) == 0 {
		return err
	}
	g := groups[0]
	w := fmt.Sprintf("%s and %s are the same image in two classes, of which a network can learn one: keep the right one",
		shown(d.Files[g[0]]), shown(d.Files[g[len(g)-1]]))
	if len(groups) > 1 {
		w += fmt.Sprintf("; so are %d more", len(groups)-1)
	}
	d.Warnings = append([]string{w}, d.Warnings...)
	return nil
}
