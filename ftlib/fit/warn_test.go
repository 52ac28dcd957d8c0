package fit

import (
	"context"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/finetune-go/ft/ftlib/dataset"
	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/ftlib/run"
)

// folderOf draws images: of each class as many as said, each another unless copies are wanted.
func folderOf(t *testing.T, counts map[string]int, copies bool) *dataset.Dataset {
	t.Helper()
	root := filepath.Join(t.TempDir(), "photos")
	shade := uint8(0)
	for class, n := range counts {
		if err := os.MkdirAll(filepath.Join(root, class), 0o755); err != nil {
			t.Fatal(err)
		}
		for i := range n {
			if !copies || i == 0 {
				shade++
			}
			img := image.NewGray(image.Rect(0, 0, 2, 2))
			img.SetGray(0, 0, color.Gray{shade})
			f, err := os.Create(filepath.Join(root, class, string(rune('a'+i/26))+string(rune('a'+i%26))+".png"))
			if err != nil {
				t.Fatal(err)
			}
			if err := png.Encode(f, img); err != nil {
				t.Fatal(err)
			}
			f.Close()
		}
	}
	d, err := dataset.OpenContext(context.Background(), root, dataset.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestWarnOfSplit checks that each way in which a split means little is named, and a good one is not.
func TestWarnOfSplit(t *testing.T) {
	t.Setenv("FT_CACHE", t.TempDir())
	all := func(d *dataset.Dataset, every int) (train, test []int) {
		for i := range d.Files {
			if i%every == 0 {
				test = append(test, i)
			} else {
				train = append(train, i)
			}
		}
		return train, test
	}
	for name, c := range map[string]struct {
		counts map[string]int
		copies bool
		every  int
		kind   string
		want   []string
	}{
		"good": {map[string]int{"cat": 40, "dog": 40}, false, 5, "", nil},
		"few": {map[string]int{"cat": 40, "dog": 10}, false, 5, "",
			[]string{`fewer than 5 test images of class "dog" (2)`}},
		"rare": {map[string]int{"common": 40, "rare": 1}, false, 3, "80/20",
			[]string{"no test image is of class \"rare\": the accuracy says nothing of it; add images to it\n", `"rare" has 1`}},
		"rare alone": {map[string]int{"common": 40, "rare": 1}, false, 4, "holdout",
			[]string{`no training image is of class "rare": the network cannot learn it; add images to it, or split stratified`}},
		"copies": {map[string]int{"cat": 30, "dog": 30}, true, 5, "",
			[]string{"12 of 12 test images have an identical copy"}},
	} {
		d := folderOf(t, c.counts, c.copies)
		train, test := all(d, c.every)
		var said strings.Builder
		if err := warnOfSplit(progress.To(&said), d, run.Split{Kind: c.kind},
			Division{Train: train, Test: test}); err != nil {
			t.Fatal(err)
		}
		for _, want := range c.want {
			if !strings.Contains(said.String(), want) {
				t.Errorf("%s: %q is not in\n%s", name, want, said.String())
			}
		}
		if c.want == nil && said.String() != "" {
			t.Errorf("%s: %s", name, said.String())
		}
		if err := warnOfSplit(nil, d, run.Split{}, Division{Train: train, Test: test}); err != nil { // silent
			t.Error(err)
		}
	}
}

// TestByFolders takes given parts as they are.
func TestByFolders(t *testing.T) {
	for _, c := range []struct {
		parts                   []string
		train, validation, test []int
	}{
		{[]string{"train", "val", "train", "test"}, []int{0, 2}, []int{1}, []int{3}},
		{[]string{"train", "val"}, []int{0}, nil, []int{1}}, // without test images
		{[]string{"train", "test"}, []int{0}, nil, []int{1}},
	} {
		got, err := byFolders(c.parts)
		if want := (Division{c.train, c.validation, c.test}); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%v: %v %v, want %v", c.parts, got, err, want)
		}
	}
	for _, parts := range [][]string{nil, {"train"}, {"test"}} {
		if _, err := byFolders(parts); err == nil {
			t.Errorf("%v: no error", parts)
		}
	}
}
