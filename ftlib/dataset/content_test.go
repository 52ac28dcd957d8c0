package dataset

import (
	"bytes"
	"context"
	"crypto/sha256"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// checkContent opens a folder and checks that the pixels are those of the files that the digest is of.
func checkContent(t *testing.T, root, what string, o Options) {
	t.Helper()
	d, err := Open(root, o)
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	p, err := d.Pixels(context.Background(), 5, "nearest", nil)
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	defer p.Close()
	if p.N != len(d.Files) {
		t.Fatalf("%s: pixels of %d images, %d files", what, p.N, len(d.Files))
	}
	for i := range d.Files {
		data, err := os.ReadFile(d.Path(i))
		if err != nil {
			t.Fatal(err)
		}
		want := make([]byte, 5*5*3)
		if _, err := (Reading{Size: 5, Interpolation: "nearest"}).pixels(want, data); err != nil {
			t.Fatal(err)
		}
		if sha256.Sum256(data) != d.sums[i] || !bytes.Equal(p.At(i), want) {
			t.Errorf("%s: %s has the digest or the pixels of another content", what, d.Files[i])
		}
	}
}

// TestContentDecides changes files between two starts in ways that leave names, sizes or times as they were.
func TestContentDecides(t *testing.T) {
	files := map[string]string{}
	for _, name := range []string{"ant/1.bmp", "ant/2.bmp", "bee/1.bmp", "bee/2.bmp"} {
		files[name] = "rgb.bmp"
	}
	root := folder(t, files)
	random := rand.New(rand.NewPCG(1, 2))
	at := func() string {
		found, err := filepath.Glob(filepath.Join(root, "*", "*"))
		if err != nil {
			t.Fatal(err)
		}
		return found[random.IntN(len(found))]
	}
	read := func(path string) []byte {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	// put writes a file that has the time of the one before.
	put := func(path string, data []byte) {
		info, err := os.Stat(path)
		if err == nil {
			err = os.WriteFile(path, data, 0o644)
		}
		if err == nil {
			err = os.Chtimes(path, info.ModTime(), info.ModTime())
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, path := range []string{"ant/1.bmp", "ant/2.bmp", "bee/1.bmp", "bee/2.bmp"} { // all different, none by size
		b := read(filepath.Join(root, path))
		for i := 60; i < len(b); i++ {
			b[i] = byte(random.Uint32())
		}
		put(filepath.Join(root, path), b)
	}
	names := 3
	for range 60 {
		var what string
		switch a, b := at(), at(); random.IntN(7) {
		case 0:
			what = "swap"
			one, two := read(a), read(b)
			put(a, two)
			put(b, one)
		case 1:
			what = "touch"
			if err := os.Chtimes(a, time.Now(), time.Now()); err != nil {
				t.Fatal(err)
			}
		case 2:
			what = "same size and time"
			data := read(a)
			data[60+random.IntN(len(data)-60)] ^= 0x40
			put(a, data)
		case 3:
			what = "rename"
			names++
			if err := os.Rename(a, filepath.Join(filepath.Dir(a), string(rune('a'+names))+".bmp")); err != nil {
				t.Fatal(err)
			}
		case 4:
			what = "truncate"
			data := read(a)
			put(a, data[:len(data)-60])
			d, err := Open(root, Options{})
			if err == nil && len(d.Skipped) != 1 {
				t.Errorf("a file that is cut short is not skipped: %v", d.Skipped)
			}
			put(a, data)
		case 5:
			what = "copy"
			put(a, read(b))
		case 6:
			what = "damaged cache"
			found, _ := filepath.Glob(filepath.Join(os.Getenv("FT_CACHE"), "pixels", "*.pixels"))
			for _, f := range found {
				data := read(f)
				data[random.IntN(75)] ^= 1
				put(f, data)
			}
		}
		o := Options{}
		if random.IntN(2) == 0 {
			o.Size, o.Interpolation = 5, "nearest"
		}
		checkContent(t, root, what, o)
	}
}

// TestChangedSinceOpen refuses to decode another content than the digest is of.
func TestChangedSinceOpen(t *testing.T) {
	d := open(t)
	data, err := os.ReadFile(d.Path(4))
	if err != nil {
		t.Fatal(err)
	}
	data[len(data)-1] ^= 1
	if err := os.WriteFile(d.Path(4), data, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Pixels(context.Background(), 8, "nearest", nil); err == nil || !strings.Contains(err.Error(),
		"y.bmp has changed") {
		t.Errorf("got %v", err)
	}
}

// TestReplacedMeanwhile swaps two images again and again while they are read: there is an error, or the pixels are
// those of the digest.
func TestReplacedMeanwhile(t *testing.T) {
	root := folder(t, map[string]string{"ant/1.bmp": "rgb.bmp", "bee/1.bmp": "rgb.bmp", "bee/2.png": "grey.png"})
	a, b, x := filepath.Join(root, "ant", "1.bmp"), filepath.Join(root, "bee", "1.bmp"), filepath.Join(root, "..", "x")
	one, err := os.ReadFile(a)
	if err != nil {
		t.Fatal(err)
	}
	two := bytes.Clone(one)
	for i := 60; i < len(two); i++ {
		two[i] ^= 0x55
	}
	if err := os.WriteFile(b, two, 0o644); err != nil {
		t.Fatal(err)
	}
	contents := map[[32]byte][]byte{sha256.Sum256(one): one, sha256.Sum256(two): two}
	var stop atomic.Bool
	done := make(chan struct{})
	go func() {
		defer close(done)
		for !stop.Load() {
			os.Rename(a, x)
			os.Rename(b, a)
			os.Rename(x, b)
		}
	}()
	right := 0
	for range 40 {
		t.Setenv("FT_CACHE", t.TempDir())
		d, err := Open(root, Options{Size: 6, Interpolation: "nearest"})
		if err != nil || len(d.Files) != 3 {
			continue
		}
		p, err := d.Pixels(context.Background(), 6, "nearest", nil)
		if err != nil {
			continue
		}
		for i := range 2 {
			want := make([]byte, 6*6*3)
			if _, err := (Reading{Size: 6, Interpolation: "nearest"}).pixels(want, contents[d.sums[i]]); err != nil ||
				!bytes.Equal(p.At(i), want) {
				t.Fatalf("image %d has pixels of another content than its digest, error %v", i, err)
			}
		}
		right++
		p.Close()
	}
	stop.Store(true)
	<-done
	t.Logf("%d of 40 starts were not disturbed", right)
}

// TestDecodedOnce takes the images away after Open, which was told what Pixels will be asked for.
func TestDecodedOnce(t *testing.T) {
	root := folder(t, twoClasses)
	if err := os.WriteFile(filepath.Join(root, "ant", "bad.png"), []byte("no image"), 0o644); err != nil {
		t.Fatal(err)
	}
	d, err := Open(root, Options{Size: 9, Interpolation: "bilinear"})
	if err != nil || len(d.Files) != 6 {
		t.Fatalf("%v, error %v", d, err)
	}
	want, err := LoadImage(d.Path(5), 9, "bilinear")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(root); err != nil {
		t.Fatal(err)
	}
	p, err := d.Pixels(context.Background(), 9, "bilinear", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	if p.N != 6 || !bytes.Equal(p.At(5), want) {
		t.Errorf("%d images, or other pixels", p.N)
	}
}

// TestCacheErrors tells what decoding again repairs from what it does not.
func TestCacheErrors(t *testing.T) {
	d := open(t)
	p, err := d.Pixels(context.Background(), 8, "nearest", nil)
	if err != nil {
		t.Fatal(err)
	}
	p.Close()
	path := cacheFile(t)
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(path, 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Pixels(context.Background(), 8, "nearest", nil); err == nil || again(err) ||
		!strings.Contains(err.Error(), path) {
		t.Errorf("a folder in its place: %v", err)
	}
	if err := checkSpace(t.TempDir(), 1<<60, nil); err == nil || !strings.Contains(err.Error(), "GB are free") {
		t.Errorf("an exabyte: %v", err)
	}
}
