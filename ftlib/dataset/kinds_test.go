package dataset

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"text/tabwriter"
)

var kindsDir = flag.String("kinds", "", "folder that testdata/make_kinds.py has filled")

// kind counts what became of the files of one kind.
type kind struct {
	files, refused, wrong int // wrong: read where Pillow refuses, or the other way round
	values, one           int // values in all, and those at most 1 from Pillow's
	worst                 int
}

// compareKinds holds the decoders to a folder of files with the pixels that Pillow gets from them.
func compareKinds(t *testing.T, dir string) map[string]*kind {
	b, err := os.ReadFile(filepath.Join(dir, "kinds.json"))
	if err != nil {
		t.Fatal(err)
	}
	var files []struct {
		File, Kind, Why string
		Refused         bool
		Width, Height   int
	}
	if err := json.Unmarshal(b, &files); err != nil {
		t.Fatal(err)
	}
	kinds := map[string]*kind{}
	for _, f := range files {
		k := kinds[f.Kind]
		if k == nil {
			k = &kind{}
			kinds[f.Kind] = k
		}
		k.files++
		data, err := os.ReadFile(filepath.Join(dir, f.File))
		if err != nil {
			t.Fatal(err)
		}
		pic, err := decode(data)
		if f.Refused {
			k.refused++
			if err == nil {
				k.wrong++
				t.Errorf("%s: read, but Pillow says: %s", f.File, f.Why)
			}
			continue
		}
		if err != nil {
			k.wrong++
			t.Errorf("%s: %v, but Pillow reads it", f.File, err)
			continue
		}
		want, err := os.ReadFile(filepath.Join(dir, f.File+".rgb"))
		if err != nil {
			t.Fatal(err)
		}
		if pic.w != f.Width || pic.h != f.Height {
			k.wrong++
			t.Errorf("%s: %d×%d instead of %d×%d", f.File, pic.w, pic.h, f.Width, f.Height)
			continue
		}
		_, worst, _, one := differences(pic.pix, want)
		k.values += len(want)
		k.one += int(one*float64(len(want)) + 0.5)
		k.worst = max(k.worst, worst)
		if worst > 3 {
			t.Errorf("%s: %d apart, %.2f %% at most 1", f.File, worst, 100*one)
		}
	}
	return kinds
}

func kindsTable(kinds map[string]*kind) string {
	var names []string
	for n := range kinds {
		names = append(names, n)
	}
	slices.Sort(names)
	var b bytes.Buffer
	w := tabwriter.NewWriter(&b, 0, 8, 1, ' ', 0)
	fmt.Fprintln(w, "| kind\t| files\t| refused\t| otherwise than Pillow\t| worst difference\t| at most 1 |")
	fmt.Fprintln(w, "| ---\t| ---\t| ---\t| ---\t| ---\t| --- |")
	for _, n := range names {
		k := kinds[n]
		near := "100 %"
		if k.one < k.values {
			near = fmt.Sprintf("%.2f %%", 100*float64(k.one)/float64(k.values))
		}
		fmt.Fprintf(w, "| %s\t| %d\t| %d\t| %d\t| %d\t| %s |\n", n, k.files, k.refused, k.wrong, k.worst, near)
	}
	w.Flush()
	return b.String()
}

func TestKinds(t *testing.T) {
	if *kindsDir == "" {
		t.Skip("no folder is given")
	}
	t.Log("\n" + kindsTable(compareKinds(t, *kindsDir)))
}
