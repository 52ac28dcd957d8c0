package dataset

import (
	"context"
	"encoding/hex"
)

// Inventory says which files a data set is made of, for a record.
type Inventory struct {
	Name       string     `json:"name"`
	Digest     string     `json:"digest"` // Dataset.Digest
	Classes    []string   `json:"classes"`
	Files      []Used     `json:"files"`
	Skipped    []Skipped  `json:"skipped"`
	Clipped    []string   `json:"clipped"`    // grey of 16 bits, cut off at 255
	Duplicates [][]string `json:"duplicates"` // files with the same content
	Conflicts  [][]string `json:"conflicts"`  // those of Duplicates that are in more than one class
}

// Used is an image of a data set.
type Used struct {
	File  string `json:"file"`
	Class string `json:"class"`
	// train, val or test: that of the folder, and in the record of a run what the image was for
	Part   string `json:"part,omitempty"`
	SHA256 string `json:"sha256"`
}

// Inventory lists the files. Slices are empty rather than nil, and so are lists in JSON.
func (d *Dataset) Inventory() (*Inventory, error) {
	sums, err := d.contents(context.Background())
	if err != nil {
		return nil, err
	}
	digest, err := d.Digest()
	if err != nil {
		return nil, err
	}
	same, err := d.Duplicates()
	if err != nil {
		return nil, err
	}
	torn, err := d.conflicts()
	if err != nil {
		return nil, err
	}
	v := &Inventory{Name: d.Name, Digest: digest, Classes: d.Classes, Files: make([]Used, len(d.Files)),
		Duplicates: d.named(same), Conflicts: d.named(torn), Skipped: append([]Skipped{},
			d.Skipped...), Clipped: append([]string{}, d.Clipped...)}
	for i, f := range d.Files {
		v.Files[i] = Used{File: f, Class: d.Classes[d.Labels[i]], SHA256: hex.EncodeToString(sums[i][:])}
		if d.Parts != nil {
			v.Files[i].Part = d.Parts[i]
		}
	}
	return v, nil
}

// named replaces indices by names.
func (d *Dataset) named(groups [][]int) [][]string {
	out := make([][]string, len(groups))
	for g, members := range groups {
		for _, i := range members {
			out[g] = append(out[g], d.Files[i])
		}
	}
	return out
}
