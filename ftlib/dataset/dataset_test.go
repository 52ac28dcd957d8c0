package dataset

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/finetune-go/ft/ftlib/progress"
)

// folder makes a data set out of testdata/images: each key is a path, each value the image to copy, or "=" and text.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	t.Setenv("FT_CACHE", t.TempDir())
	root := t.TempDir()
	for name, source := range files {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		content, literal := strings.CutPrefix(source, "=")
		b := []byte(content)
		if !literal {
			var err error
			if b, err = os.ReadFile(filepath.Join("testdata", "images", source)); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.WriteFile(path, b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

var twoClasses = map[string]string{
	"Zebra/2.JPG": "420-37x23.jpg", "Zebra/10.jpeg": "progressive.jpg", "Zebra/a.PNG": "palette.png",
	"ant/x.webp": "lossy.webp", "ant/y.bmp": "rgb.bmp", "ant/z.gif": "animated.gif",
}

func TestOpen(t *testing.T) {
	root := folder(t, twoClasses)
	d, err := Open(root, Options{Strict: true})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"Zebra/10.jpeg", "Zebra/2.JPG", "Zebra/a.PNG", "ant/x.webp", "ant/y.bmp", "ant/z.gif"}
	if !slices.Equal(d.Classes, []string{"Zebra", "ant"}) || !slices.Equal(d.Files, want) ||
		!slices.Equal(d.Labels, []int{0, 0, 0, 1, 1, 1}) || len(d.Warnings) > 0 || d.Name != filepath.Base(root) {
		t.Errorf("got %s %v %v %v, warnings %v", d.Name, d.Classes, d.Files, d.Labels, d.Warnings)
	}
}

// TestOpenWalks reads folders within a class in Keras' order: folders by their whole names, so that "b b" comes before
// "b/x", and their files by theirs. The order is that of index_subdirectory of Keras 3.15 for the same folder.
func TestOpenWalks(t *testing.T) {
	d, err := Open(folder(t, map[string]string{
		"ant/z.png": "rgb.png", "ant/b/x/1.png": "grey.png", "ant/b b/1.png": "rgba.png", "ant/b/2.png": "rgb.png",
		"ant/B/1.png":       "one.png",
		"bee/deep/er/1.png": "rgb.png", "bee/.git/1.png": "rgb.png", "bee/deep/.hidden.png": "rgb.png",
		"bee/x.jpg/1.png": "grey.png",
	}), Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"ant/z.png", "ant/B/1.png", "ant/b/2.png", "ant/b b/1.png", "ant/b/x/1.png", "bee/deep/er/1.png",
		"bee/x.jpg/1.png"}
	if !slices.Equal(d.Files, want) || !slices.Equal(d.Labels, []int{0, 0, 0, 0, 0, 1, 1}) || !slices.Equal(d.Classes,
		[]string{"ant", "bee"}) {
		t.Errorf("got %v %v %v", d.Files, d.Labels, d.Classes)
	}
	if !slices.Equal(d.Skipped, []Skipped{{"bee/.git", "hidden"}, {"bee/deep/.hidden.png", "hidden"}}) {
		t.Errorf("skipped %q", d.Skipped)
	}
	if len(d.Warnings) != 3 || !strings.HasPrefix(d.Warnings[0],
		"ant/z.png and bee/deep/er/1.png are the same image in two classes") ||
		d.Warnings[1] != "bee/.git skipped: hidden" {
		t.Errorf("warnings %q", d.Warnings)
	}
	if groups, err := d.Duplicates(); err != nil || len(groups) != 2 || !slices.Equal(groups[0], []int{0, 2, 5}) {
		t.Errorf("duplicates %v, error %v", groups, err)
	}
	before, err := d.Digest()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(filepath.Join(d.Root, "ant", "b", "x"), filepath.Join(d.Root, "ant", "b", "y")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(d.Root, filepath.Join(d.Root, "bee", "round")); err != nil {
		t.Skip("no symbolic links here: ", err)
	}
	d, err = Open(d.Root, Options{Strict: true})
	if err != nil || len(d.Files) != 7 || !strings.Contains(strings.Join(d.Warnings, "\n"),
		"bee/round skipped: a link to a folder") {
		t.Fatalf("%+v, error %v", d, err)
	}
	if after, err := d.Digest(); err != nil || before == after {
		t.Errorf("another folder's name has the same digest, error %v", err)
	}
}

func TestOpenSkips(t *testing.T) {
	root := folder(t, twoClasses)
	for name, content := range map[string]string{
		"readme.txt": "x", ".hidden/a.png": "x", "ant/.DS_Store": "x", "ant/notes.txt": "x", "ant/sub/b.png": "x",
		"ant/text.png": "no image", "Zebra/empty.jpg": "",
	} {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cut, err := os.ReadFile(filepath.Join(root, "Zebra", "2.JPG"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(root, "Zebra", "cut.jpg"), cut[:len(cut)*2/3], 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(root, "ant", "y.bmp"), filepath.Join(root, "Zebra", "link.bmp")); err != nil {
		t.Skip("no symbolic links here: ", err)
	}
	if err := os.Symlink("nowhere", filepath.Join(root, "ant", "broken.png")); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time from the kept verdict
		var log bytes.Buffer
		d, err := Open(root, Options{Progress: progress.To(&log)})
		if err != nil {
			t.Fatal(err)
		}
		if len(d.Files) != 7 || !slices.Contains(d.Files, "Zebra/link.bmp") {
			t.Errorf("files %v", d.Files)
		}
		all := strings.Join(d.Warnings, "\n")
		for _, name := range []string{"readme.txt", ".hidden", "ant/.DS_Store", "ant/notes.txt", "ant/sub/b.png",
			"ant/text.png", "Zebra/empty.jpg", "Zebra/cut.jpg", "ant/broken.png"} {
			if !strings.Contains(all, name+" skipped: ") {
				t.Errorf("no warning names %s:\n%s", name, all)
			}
		}
		if len(d.Skipped) != 9 || len(d.Warnings) != 10 || !strings.Contains(log.String(), "5 more like these") ||
			!strings.Contains(log.String(), "Zebra/cut.jpg") {
			t.Errorf("%d warnings, log %s", len(d.Warnings), log.String())
		}
	}
	if err := os.Remove(filepath.Join(root, "ant", "broken.png")); err != nil {
		t.Fatal(err)
	}
	_, err = Open(root, Options{Strict: true})
	if err == nil || !strings.Contains(err.Error(), "4 damaged images: Zebra/cut.jpg") || strings.Contains(err.Error(),
		"\n") {
		t.Errorf("strict: %v", err)
	}
}

func TestOpenRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		says  string
	}{
		"no class":  {map[string]string{"a.png": "rgb.png"}, "no sub-folder"},
		"one class": {map[string]string{"ant/a.png": "rgb.png"}, `only the sub-folder "ant"`},
		"empty classes": {map[string]string{"ant/a.png": "rgb.png", "bee/b.txt": "=x", "cow/c.png": "=x"},
			"no usable image in bee, cow"},
	} {
		if _, err := Open(folder(t, c.files), Options{}); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Open(filepath.Join(t.TempDir(), "absent"), Options{}); err == nil || !strings.Contains(err.Error(),
		"absent") {
		t.Errorf("absent folder: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := OpenContext(ctx, folder(t, twoClasses), Options{}); err != context.Canceled {
		t.Errorf("cancelled: %v", err)
	}
}

// TestOpenReadsAgain checks that an image that could not be read is not left out for good: permissions leave the
// modification time as it is.
func TestOpenReadsAgain(t *testing.T) {
	root := folder(t, twoClasses)
	path := filepath.Join(root, "ant", "y.bmp")
	if err := os.Chmod(path, 0); err != nil {
		t.Fatal(err)
	}
	if _, err := os.ReadFile(path); err == nil {
		t.Skip("this user may read every file")
	}
	if d, err := Open(root, Options{}); err != nil || len(d.Files) != 5 || !strings.Contains(strings.Join(d.Warnings, ""),
		"permission denied") {
		t.Fatalf("%v, error %v", d, err)
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if d, err := Open(root, Options{}); err != nil || len(d.Files) != 6 {
		t.Errorf("%v, error %v", d, err)
	}
}

func TestDigestFollowsContent(t *testing.T) {
	digest := func(files map[string]string) string {
		d, err := Open(folder(t, files), Options{})
		if err != nil {
			t.Fatal(err)
		}
		s, err := d.Digest()
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	a := digest(map[string]string{"a/1.png": "rgb.png", "b/1.png": "grey.png"})
	if b := digest(map[string]string{"a/1.png": "rgb.png", "b/1.png": "grey.png"}); a != b {
		t.Error("another folder with the same files has another digest")
	}
	if b := digest(map[string]string{"a/1.png": "rgb.png", "b/1.png": "rgba.png"}); a == b {
		t.Error("other content has the same digest")
	}
	if b := digest(map[string]string{"a/1.png": "rgb.png", "b/2.png": "grey.png"}); a == b {
		t.Error("another name has the same digest")
	}
}

func TestDuplicates(t *testing.T) {
	d, err := Open(folder(t, map[string]string{
		"a/1.png": "rgb.png", "a/2.png": "grey.png", "a/3.png": "rgb.png", "b/1.png": "grey.png", "b/2.png": "rgba.png",
		"b/3.png": "rgb.png",
	}), Options{})
	if err != nil {
		t.Fatal(err)
	}
	groups, err := d.Duplicates()
	if err != nil || len(groups) != 2 || !slices.Equal(groups[0], []int{0, 2, 5}) || !slices.Equal(groups[1],
		[]int{1, 3}) {
		t.Fatalf("groups %v, error %v", groups, err)
	}
	if n := AcrossSplit(groups, []int{0, 4}, []int{1, 2, 3, 5}); n != 2 {
		t.Errorf("%d test images have a copy in training, want 2", n)
	}
}

// TestNamesThatAreNoText refuses names that files of JSON would change.
func TestNamesThatAreNoText(t *testing.T) {
	root := t.TempDir()
	for _, class := range []string{"a", "b"} {
		if err := os.Mkdir(filepath.Join(root, class), 0o755); err != nil {
			t.Fatal(err)
		}
		one, err := os.ReadFile(filepath.Join("testdata", "images", "one.png"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"x.png", "caf\xe9.png"} {
			if err := os.WriteFile(filepath.Join(root, class, name), one, 0o644); err != nil {
				t.Skip(err) // a file system that takes text alone
			}
		}
	}
	d, err := Open(root, Options{})
	if err != nil || len(d.Files) != 2 || len(d.Skipped) != 2 || !strings.Contains(d.Warnings[1], `caf\xe9.png`) {
		t.Errorf("%+v, %v", d, err)
	}
	if _, err := Open(root, Options{Strict: true}); err == nil || !strings.Contains(err.Error(), "UTF-8") {
		t.Errorf("strict: %v", err)
	}
	if err := os.Rename(filepath.Join(root, "b"), filepath.Join(root, "b\xe9")); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(root, Options{}); err == nil || !strings.Contains(err.Error(), "UTF-8") {
		t.Errorf("a class: %v", err)
	}
}

// TestImageThatIsGone names an image that has gone since the folder was listed, and not the cache.
func TestImageThatIsGone(t *testing.T) {
	t.Setenv("FT_CACHE", t.TempDir())
	d := open(t)
	if err := os.Remove(d.Path(1)); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Pixels(t.Context(), 8, "nearest", nil); err == nil || strings.HasPrefix(err.Error(), "write") ||
		!strings.Contains(err.Error(), d.Path(1)) {
		t.Errorf("got %v", err)
	}
}
