package fit

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/finetune-go/ft/ftlib/dataset"
	"github.com/finetune-go/ft/ftlib/run"
)

// patients are 100 images of two classes, three to one, of 20 patients.
func patients() *dataset.Dataset {
	d := &dataset.Dataset{Name: "patients", Classes: []string{"ill", "well"}}
	for i := range 100 {
		label := 0
		if i >= 75 {
			label = 1
		}
		d.Labels = append(d.Labels, label)
		d.Files = append(d.Files, fmt.Sprintf("%s/p%d-%d.png", d.Classes[label], i/5, i))
	}
	return d
}

func divide(d *dataset.Dataset, s run.Split) (Division, error) {
	return (&Setup{Config: run.Config{Split: s}.WithDefaults()}).Divide(d)
}

// TestDivide checks that each image has one place, that parts have their sizes and classes their shares, and that
// groups stay together.
func TestDivide(t *testing.T) {
	d := patients()
	const byName = `/p(\d+)-`
	for _, c := range []struct {
		split             run.Split
		train, validation int
		ill               bool // three quarters of each part are ill
	}{
		{run.Split{Kind: "80/10/10"}, 80, 10, true},
		{run.Split{Kind: "8/2"}, 80, 0, true},
		{run.Split{Kind: "80/10/10", Groups: byName}, 80, 10, false},
		{run.Split{Kind: "holdout", Validation: 0.25}, 60, 20, false},
		{run.Split{Kind: "holdout", Validation: 0.25, Groups: byName}, 60, 20, false},
		{run.Split{Kind: "kfold", Validation: 0.1}, 72, 8, false},
		{run.Split{Kind: "stratified", Validation: 0.1}, 72, 8, true},
		{run.Split{Kind: "stratified", Validation: 0.25, Groups: byName}, 60, 20, false},
	} {
		got, err := divide(d, c.split)
		if err != nil {
			t.Errorf("%+v: %v", c.split, err)
			continue
		}
		parts := [][]int{got.Train, got.Validation, got.Test}
		all := slices.Concat(parts...)
		slices.Sort(all)
		if len(slices.Compact(all)) != 100 || len(got.Train) != c.train || len(got.Validation) != c.validation ||
			len(got.Test) != 100-c.train-c.validation {
			t.Errorf("%+v: %d, %d and %d images", c.split, len(got.Train), len(got.Validation), len(got.Test))
		}
		side := map[int]int{}
		for p, part := range parts {
			ill := 0
			for _, i := range part {
				ill += 1 - d.Labels[i]
				if was, seen := side[i/5]; c.split.Groups != "" && seen && was != p {
					t.Errorf("%+v: patient %d is on two sides", c.split, i/5)
				}
				side[i/5] = p
			}
			if off := 4*ill - 3*len(part); c.ill && (off < -4 || off > 4) {
				t.Errorf("%+v: %d of %d images of part %d are ill", c.split, ill, len(part), p)
			}
		}
	}
}

// TestDivideWithoutValidation checks that what recorded runs have is what it was.
func TestDivideWithoutValidation(t *testing.T) {
	for _, kind := range []string{"holdout", "kfold", "stratified"} {
		if got, err := divide(patients(), run.Split{Kind: kind}); err != nil || got.Validation != nil {
			t.Errorf("%s: %v %v", kind, got.Validation, err)
		}
	}
}

func TestDivideTinyData(t *testing.T) {
	d := &dataset.Dataset{Classes: []string{"a", "b"}, Files: []string{"a/1", "a/2", "b/1"}, Labels: []int{0, 0, 1}}
	if got, err := divide(d, run.Split{Kind: "80/10/10"}); err != nil || len(got.Train) != 1 {
		t.Errorf("three images: %v %v", got, err)
	}
	d.Files, d.Labels = d.Files[:2], d.Labels[:2]
	if got, err := divide(d, run.Split{Kind: "80/10/10"}); err == nil {
		t.Errorf("two images in three parts: %v", got)
	}
}

// TestDivideFewGroups says how many groups there are, and for what.
func TestDivideFewGroups(t *testing.T) {
	for groups, want := range map[string]string{
		"(ill|well)/":  "groups (ill|well)/: 2 groups for training, validation and test images, which need one each: ",
		"()p":          `groups ()p: the image "ill/p0-0.png" has none: every image needs one`,
		"/(p[0-9]+)-1": "has none: every image needs one",
	} {
		if got, err := divide(patients(), run.Split{Kind: "80/10/10", Groups: groups}); err == nil ||
			!strings.Contains(err.Error(), want) {
			t.Errorf("groups %s: %v, %v; want %s", groups, got, err, want)
		}
	}
}

func TestGroupsFile(t *testing.T) {
	d := &dataset.Dataset{Classes: []string{"a", "b"}, Files: []string{"a/1.png", "a/2.png", "b/1.png"}}
	file := filepath.Join(t.TempDir(), "groups.csv")
	for text, want := range map[string]string{
		"group,file\nx,a/1.png\ny,a/2.png\nx,b/1.png\nz,b/9.png\n": "",
		"file,group\na/1.png,x\n":                                  `the image "a/2.png" has none`,
		"name,group\n":                                             "no columns file and group",
		"":                                                         "is empty",
		"file,group\na/1.png,x\na/1.png,y\n":                       `"a/1.png" is in the groups "x" and "y"`,
		"file,group\na/1.png,x\n\na/2.png, \n":                     `.csv, line 4: the image "a/2.png" has no group: every`,
		"file,group\na/1.png\n":                                    "wrong number of fields",
	} {
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		got, err := groupsOf(file, d)
		if want == "" {
			if err != nil || !slices.Equal(got, []string{"x", "y", "x"}) {
				t.Errorf("%q: %v %v", text, got, err)
			}
		} else if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
	if _, err := groupsOf(filepath.Join(t.TempDir(), "none.csv"), d); err == nil {
		t.Error("a file that is not there: no error")
	}
}
