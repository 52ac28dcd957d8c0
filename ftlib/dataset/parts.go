package dataset

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// What an image is for, see Dataset.Parts.
const (
	Train      = "train"
	Validation = "val"
	Test       = "test"
)

// partNames are the names of folders that are taken for parts, in lower case.
var partNames = map[string]string{"train": Train, "training": Train, "val": Validation,
	"valid": Validation, "validation": Validation,
	"test": Test, "testing": Test}

// parts takes the folders of Root for parts where all have such names, there is one to train with and another one, no
// part comes twice, and each has folders in it. It returns nil otherwise.
func (d *Dataset) parts(folders []string) map[string]string {
	found := map[string]string{}
	for _, f := range folders {
		part := partNames[strings.ToLower(f)]
		if part == "" || found[part] != "" || !hasFolders(filepath.Join(d.Root, f)) {
			return nil
		}
		found[part] = f
	}
	if found[Train] == "" || len(found) < 2 {
		return nil
	}
	return found
}

func hasFolders(dir string) bool {
	entries, err := os.ReadDir(dir)
	return err == nil && slices.ContainsFunc(entries, func(e os.DirEntry) bool {
		info, err := os.Stat(filepath.Join(dir, e.Name()))
		return Unwanted(e.Name()) == "" && err == nil && info.IsDir()
	})
}

// listParts lists the images of all parts. A class is one in each of them, whichever have it.
func (d *Dataset) listParts(folders map[string]string, strict bool) error {
	order := []string{Train, Validation, Test}
	classes := map[string][]string{}
	for _, part := range order {
		if folders[part] == "" {
			continue
		}
		names, err := d.subfolders(folders[part] + "/")
		if err != nil {
			return err
		}
		classes[part] = names
		d.Classes = append(d.Classes, names...)
	}
	slices.Sort(d.Classes)
	d.Classes = slices.Compact(d.Classes)
	var counts []string
	for _, part := range order {
		if folders[part] == "" {
			continue
		}
		before := len(d.Files)
		if err := d.listClasses(folders[part]+"/", classes[part], strict); err != nil {
			return err
		}
		for range d.Files[before:] {
			d.Parts = append(d.Parts, part)
		}
		counts = append(counts, fmt.Sprintf("%d images in %s", len(d.Files)-before, folders[part]))
	}
	w := "its folders are taken for given parts, and the folders in them for classes: " + strings.Join(counts, ", ")
	d.Warnings = append(d.Warnings, w)
	return nil
}
