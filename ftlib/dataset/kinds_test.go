package dataset

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"

	"github.com/finetune-go/ft/internal/fetch"
	"github.com/finetune-go/ft/internal/venv"
)

var write = flag.Bool("write", false, "write what is measured into docs/decoding.md")

// pillowPackages are what the reference files are made with.
var pillowPackages = []string{"pillow==13.0.0", "numpy==2.4.6"}

// kind counts what became of the files of one kind.
type kind struct {
	files, refused, wrong int // wrong: read where Pillow refuses, or the other way round
	values, one           int // values in all, and those at most 1 from Pillow's
	worst                 int
}

// compareKinds holds the decoders to the files of testdata/make_kinds.py: the same are read and refused, and every
// value is within 3 of Pillow's.
func compareKinds(t *testing.T, files fs.FS) map[string]*kind {
	t.Helper()
	b, err := fs.ReadFile(files, "kinds.json")
	if err != nil {
		t.Fatal(err)
	}
	var list struct {
		Files []struct {
			File, Kind, Why, SHA256 string
			Refused                 bool
			Width, Height           int
		}
	}
	if err := json.Unmarshal(b, &list); err != nil {
		t.Fatal(err)
	}
	kinds := map[string]*kind{}
	for _, f := range list.Files {
		k := kinds[f.Kind]
		if k == nil {
			k = &kind{}
			kinds[f.Kind] = k
		}
		k.files++
		if f.Refused {
			k.refused++
		}
		data, err := fs.ReadFile(files, f.File)
		if err != nil {
			t.Fatal(err)
		}
		pic, err := decode(data)
		switch {
		case f.Refused && err == nil:
			k.wrong++
			t.Errorf("%s: read, but Pillow says: %s", f.File, f.Why)
		case f.Refused:
		case err != nil && f.Kind == "jpeg-arithmetic": // see doc.go
			k.wrong++
		case err != nil:
			k.wrong++
			t.Errorf("%s: %v, but Pillow reads it", f.File, err)
		case pic.w != f.Width || pic.h != f.Height:
			k.wrong++
			t.Errorf("%s: %d×%d instead of %d×%d", f.File, pic.w, pic.h, f.Width, f.Height)
		default:
			k.values += len(pic.pix)
			if sum := sha256.Sum256(pic.pix); hex.EncodeToString(sum[:]) == f.SHA256 {
				k.one += len(pic.pix)
				continue
			}
			want, err := fs.ReadFile(files, f.File+".rgb")
			if err != nil {
				t.Errorf("%s: not equal to Pillow", f.File)
				continue
			}
			_, worst, _, one := differences(pic.pix, want)
			k.one += int(one*float64(len(want)) + 0.5)
			if k.worst = max(k.worst, worst); worst > 3 {
				t.Errorf("%s: %d apart, %.2f %% at most 1", f.File, worst, 100*one)
			}
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
	fmt.Fprintln(w, "| kind\t| files\t| refused\t| otherwise than Pillow\t| worst difference\t| at most 1\t|")
	fmt.Fprintln(w, "| ---\t| ---\t| ---\t| ---\t| ---\t| ---\t|")
	for _, n := range names {
		k := kinds[n]
		near := "100 %"
		if k.one < k.values {
			near = fmt.Sprintf("%.2f %%", 100*float64(k.one)/float64(k.values))
		}
		if k.values == 0 {
			near = ""
		}
		fmt.Fprintf(w, "| %s\t| %d\t| %d\t| %d\t| %d\t| %s\t|\n", n, k.files, k.refused, k.wrong, k.worst, near)
	}
	w.Flush()
	return b.String()
}

// TestSampleOfKinds compares with a committed sample.
func TestSampleOfKinds(t *testing.T) {
	z, err := zip.OpenReader(filepath.Join("testdata", "kinds.zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	compareKinds(t, sample{z})
}

// sample is the committed sample, of which some files have a folder of their own.
type sample struct{ *zip.ReadCloser }

func (s sample) Open(name string) (fs.File, error) {
	if strings.HasPrefix(name, "case-") && !strings.HasSuffix(name, ".rgb") {
		return os.Open(filepath.Join("testdata", "cases", name[len("case-0000-"):]))
	}
	return s.ReadCloser.Open(name)
}

// pillowPython is a Python with Pillow, in an environment of its own.
func pillowPython(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("makes files with Pillow")
	}
	dir, err := fetch.CacheDir("pillow")
	if err != nil {
		t.Fatal(err)
	}
	python, err := venv.Ensure(context.Background(), filepath.Join(dir, "13"), "Pillow", pillowPackages, nil, func() {})
	if err != nil {
		t.Skip("no Pillow here: ", err)
	}
	return python
}

// TestKinds makes some 2,500 files with Pillow and compares. With -write, the table goes to docs/decoding.md.
func TestKinds(t *testing.T) {
	python, dir := pillowPython(t), t.TempDir()
	if err := venv.Run(t.Context(), "testdata", python, "-B", "make_kinds.py", dir); err != nil {
		t.Fatal(err)
	}
	kinds := compareKinds(t, os.DirFS(dir))
	var values, one int
	for _, k := range kinds {
		values, one = values+k.values, one+k.one
	}
	if near := float64(one) / float64(values); near < 0.99 {
		t.Errorf("only %.2f %% of all values are within 1", 100*near)
	}
	document(t, "kinds", kindsTable(kinds))
}

// document logs what was measured and, with -write, replaces the part of docs/decoding.md between the comments that
// name it.
func document(t *testing.T, name, text string) {
	t.Helper()
	t.Log("\n" + text)
	if !*write {
		return
	}
	path := filepath.Join("..", "..", "docs", "decoding.md")
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	begin, end := []byte("<!-- begin "+name+" -->\n"), []byte("<!-- end "+name+" -->")
	head, rest, ok := bytes.Cut(b, begin)
	_, tail, ok2 := bytes.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatalf("%s has no place for %s", path, name)
	}
	if err := os.WriteFile(path, slices.Concat(head, begin, []byte(text), end, tail), 0o644); err != nil {
		t.Fatal(err)
	}
}
