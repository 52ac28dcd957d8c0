package dataset

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

func TestParts(t *testing.T) {
	d, err := Open(folder(t, map[string]string{
		"train/b/1.png": "rgb.png", "train/a/1.png": "grey.png", "train/a/deep/2.png": "rgba.png",
		"Validation/a/1.png": "one.png",
		"test/b/1.png":       "grey2.png", "test/c/1.png": "grey4.png", "test/readme.txt": "=x", ".git/x": "=x",
		"@eaDir/x.png": "rgb.png",
	}), Options{})
	if err != nil {
		t.Fatal(err)
	}
	files := []string{"train/a/1.png", "train/a/deep/2.png", "train/b/1.png", "Validation/a/1.png", "test/b/1.png",
		"test/c/1.png"}
	if !slices.Equal(d.Files, files) || !slices.Equal(d.Classes, []string{"a", "b", "c"}) || !slices.Equal(d.Labels,
		[]int{0, 0, 1, 0, 1, 2}) ||
		!slices.Equal(d.Parts, []string{Train, Train, Train, Validation, Test, Test}) {
		t.Errorf("%v %v %v %v", d.Files, d.Classes, d.Labels, d.Parts)
	}
	if !strings.Contains(strings.Join(d.Warnings, "\n"), "3 images in train, 1 images in Validation, 2 images in test") {
		t.Errorf("warnings %q", d.Warnings)
	}
	// Classes that only have such names.
	for _, files := range []map[string]string{
		{"train/1.png": "rgb.png", "test/1.png": "grey.png"},
		{"train/a/1.png": "rgb.png", "bus/a/1.png": "grey.png"},
		{"val/a/1.png": "rgb.png", "test/a/1.png": "grey.png"},
		{"train/a/1.png": "rgb.png", "Train/a/1.png": "grey.png"},
	} {
		if d, err := Open(folder(t, files), Options{}); err != nil || d.Parts != nil || len(d.Classes) != 2 ||
			d.Classes[1] != "train" && d.Classes[1] != "val" {
			t.Errorf("%v: %+v, error %v", files, d, err)
		}
	}
}

// TestLitter skips what systems leave in folders, with a reason.
func TestLitter(t *testing.T) {
	litter := []string{"lost+found/x.png", "__MACOSX/a/._1.png", "a/@eaDir/1.png/SYNOPHOTO_THUMB_M.jpg", "a/Thumbs.db",
		"a/.DS_Store", "a/._1.png", "b/desktop.ini", ".thumbnails/1.png"}
	files := map[string]string{"a/1.png": "rgb.png", "b/1.png": "grey.png", "b/thumbs/up.png": "one.png"}
	for _, f := range litter {
		files[f] = "rgba.png"
	}
	root := folder(t, files)
	if err := os.Chmod(filepath.Join(root, "lost+found"), 0); err != nil {
		t.Fatal(err)
	}
	d, err := Open(root, Options{Strict: true})
	os.Chmod(filepath.Join(root, "lost+found"), 0o755)
	if err != nil || !slices.Equal(d.Files, []string{"a/1.png", "b/1.png", "b/thumbs/up.png"}) ||
		len(d.Skipped) != len(litter) {
		t.Fatalf("%+v, error %v", d, err)
	}
	for _, s := range d.Skipped {
		if s.Reason == "" {
			t.Errorf("%s skipped without a reason", s.File)
		}
	}
}

// TestAnyName takes names as they are, and shows them so that a terminal is safe.
func TestAnyName(t *testing.T) {
	names := []string{"-rf", "a,b", "line\nfeed", "\x1b[31mred", "花", "e\u0301", "\u202egnp", " ", "100%d", `back\slash`,
		"'\""}
	files := map[string]string{}
	for i, n := range names {
		files[n+"/"+n+".png"] = []string{"rgb.png", "grey.png", "rgba.png", "one.png", "grey2.png", "grey4.png", "rgb16.png",
			"palette.png", "tall.png", "large.png", "greyalpha.png"}[i]
		files[n+"/"+n+".txt"] = "=x"
	}
	d, err := Open(folder(t, files), Options{})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(names)
	if !slices.Equal(d.Classes, names) || len(d.Files) != len(names) {
		t.Errorf("classes %q", d.Classes)
	}
	p, err := d.Pixels(t.Context(), 4, "nearest", nil)
	if err != nil {
		t.Fatal(err)
	}
	p.Close()
	for _, w := range d.Warnings {
		if strings.ContainsAny(w, "\n\x1b\u202e") {
			t.Errorf("%q is not safe to print", w)
		}
	}
	v, err := d.Inventory()
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(v)
	var back Inventory
	if err != nil || json.Unmarshal(b, &back) != nil || back.Files[3].File != d.Files[3] ||
		len(back.Skipped) != len(names) {
		t.Errorf("a record changes names: %s, error %v", b, err)
	}
}

func TestInventory(t *testing.T) {
	d, err := Open(folder(t, map[string]string{"a/1.png": "rgb.png", "a/2.png": "rgb.png", "a/3.png": "=bad",
		"a/x.txt": "=x", "b/1.png": "grey.png", "b/2.png": "rgb.png", "b/3.png": "grey.png"}), Options{})
	if err != nil {
		t.Fatal(err)
	}
	v, err := d.Inventory()
	if err != nil {
		t.Fatal(err)
	}
	digest, err := d.Digest()
	if err != nil || v.Digest != digest || len(v.Files) != 5 || v.Files[4].Class != "b" || len(v.Files[4].SHA256) != 64 {
		t.Errorf("%+v, error %v", v, err)
	}
	if len(v.Skipped) != 2 || v.Skipped[0].File != "a/3.png" ||
		v.Skipped[1] != (Skipped{"a/x.txt", "the extension is not that of an image"}) {
		t.Errorf("skipped %+v", v.Skipped)
	}
	if len(v.Duplicates) != 2 || len(v.Conflicts) != 1 || !slices.Equal(v.Conflicts[0],
		[]string{"a/1.png", "a/2.png", "b/2.png"}) {
		t.Errorf("duplicates %v, conflicts %v", v.Duplicates, v.Conflicts)
	}
	if b, err := json.Marshal(v); err != nil || strings.Contains(string(b), "null") || strings.Contains(string(b),
		`"part"`) {
		t.Errorf("%s, error %v", b, err)
	}
}

// TestUnread says of kinds of images that are not read what to do with them, whatever their names are.
func TestUnread(t *testing.T) {
	const heic = "=\x00\x00\x00\x18ftypheic\x00\x00\x00\x00"
	d, err := Open(folder(t, map[string]string{"a/1.png": "rgb.png", "a/2.HEIC": heic, "a/3.jpg": heic,
		"b/1.png": "grey.png"}),
		Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Skipped) != 2 {
		t.Errorf("skipped %+v", d.Skipped)
	}
	for _, s := range d.Skipped {
		if !strings.Contains(s.Reason, "convert it to JPEG") {
			t.Errorf("%+v", s)
		}
	}
}

// TestClipped names the images of deep grey that turn white.
func TestClipped(t *testing.T) {
	files := map[string]string{"a/1.png": "rgb.png", "a/2.png": "grey16.png", "b/1.png": "grey.png"}
	root := folder(t, files)
	for range 2 { // the second time from the kept verdict
		d, err := Open(root, Options{})
		if err != nil || !slices.Equal(d.Clipped, []string{"a/2.png"}) || !strings.Contains(d.Warnings[0],
			"save with 8 bits: a/2.png") {
			t.Fatalf("%+v, error %v", d, err)
		}
	}
}

// TestNoEnd refuses what can be read without end, or waits for ever.
func TestNoEnd(t *testing.T) {
	root := folder(t, map[string]string{"a/1.png": "rgb.png", "b/1.png": "grey.png"})
	zero, pipe := filepath.Join(root, "a", "zero.png"), filepath.Join(root, "b", "pipe.png")
	if err := errors.Join(os.Symlink("/dev/zero", zero), syscall.Mkfifo(pipe, 0o644)); err != nil {
		t.Skip(err)
	}
	d, err := Open(root, Options{})
	if err != nil || len(d.Files) != 2 || len(d.Skipped) != 2 {
		t.Errorf("%+v, error %v", d, err)
	}
	for _, path := range []string{zero, pipe, root} {
		if _, err := LoadImage(path, 4, "nearest"); err == nil || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// TestExif turns an image as the camera noted, where that is asked for.
func TestExif(t *testing.T) {
	root := folder(t, map[string]string{"a/1.jpg": "turned.jpg", "b/1.png": "rgb.png"})
	plain, err := Reading{Size: 40, Interpolation: "bilinear"}.one(t, filepath.Join(root, "a", "1.jpg"))
	if err != nil {
		t.Fatal(err)
	}
	turned, err := Reading{Size: 40, Interpolation: "bilinear", Exif: true}.one(t, filepath.Join(root, "a", "1.jpg"))
	if err != nil {
		t.Fatal(err)
	}
	for y := range 40 { // orientation 6: what was at the left is at the top
		for x := range 40 {
			for c := range 3 {
				a, b := int(turned[(y*40+x)*3+c]), int(plain[((39-x)*40+y)*3+c])
				if a-b > 3 || b-a > 3 {
					t.Fatalf("pixel %d, %d is %d instead of %d", x, y, a, b)
				}
			}
		}
	}
	d, err := Open(root, Options{Exif: true})
	if err != nil {
		t.Fatal(err)
	}
	p, err := d.Pixels(t.Context(), 40, "bilinear", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	if !slices.Equal(p.At(0), turned) {
		t.Error("the data set's image is not turned")
	}
}

func (r Reading) one(t *testing.T, path string) ([]byte, error) {
	rgb, damaged, err := r.Load(t.Context(), []string{path})
	return rgb, errors.Join(err, damaged[0])
}
