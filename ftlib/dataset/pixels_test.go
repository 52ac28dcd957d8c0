package dataset

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/finetune-go/ft/ftlib/progress"
)

func open(t *testing.T) *Dataset {
	t.Helper()
	d, err := Open(folder(t, twoClasses), Options{Strict: true})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// cacheFile is the one pixel cache file.
func cacheFile(t *testing.T) string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(os.Getenv("FT_CACHE"), "pixels", "*.pixels"))
	if err != nil || len(found) != 1 {
		t.Fatalf("cache files %v, error %v", found, err)
	}
	return found[0]
}

func TestPixels(t *testing.T) {
	d := open(t)
	p, err := d.Pixels(context.Background(), 20, "nearest", nil)
	if err != nil {
		t.Fatal(err)
	}
	if p.N != 6 || p.Size != 20 || len(p.Data) != 6*20*20*3 {
		t.Errorf("%d images of %d, %d bytes", p.N, p.Size, len(p.Data))
	}
	for i := range p.N {
		want, err := LoadImage(d.Path(i), 20, "nearest")
		if err != nil || !bytes.Equal(p.At(i), want) {
			t.Errorf("image %d differs, error %v", i, err)
		}
	}
	if c := p.Image(1).RGBAAt(3, 2); c.R != p.At(1)[(2*20+3)*3] || c.A != 255 {
		t.Errorf("Image has %v", c)
	}
	p.Close()
	p.Close() // once more does no harm
}

// TestPixelsCache takes the images away: what is asked for again must come from the cache alone.
func TestPixelsCache(t *testing.T) {
	d := open(t)
	ctx := context.Background()
	first, err := d.Pixels(ctx, 8, "bilinear", nil)
	if err != nil {
		t.Fatal(err)
	}
	want := bytes.Clone(first.Data)
	first.Close()
	aside := d.Root + ".aside"
	if err := os.Rename(d.Root, aside); err != nil {
		t.Fatal(err)
	}
	second, err := d.Pixels(ctx, 8, "bilinear", nil)
	if err != nil || !bytes.Equal(second.Data, want) || second.Digest != first.Digest {
		t.Fatalf("from the cache: error %v", err)
	}
	second.Close()
	if _, err := d.Pixels(ctx, 8, "nearest", nil); err == nil {
		t.Error("another interpolation came from the cache")
	}
	if err := os.Rename(aside, d.Root); err != nil {
		t.Fatal(err)
	}
	good, err := os.ReadFile(cacheFile(t))
	if err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string][]byte{
		"empty": nil, "cut": good[:len(good)/2], "cut within the footer": good[:len(good)-9],
		"one byte changed": append([]byte{good[0] ^ 1}, good[1:]...), "lengthened": append([]byte{0}, good...),
		"other": []byte("something else"),
	} {
		if err := os.WriteFile(cacheFile(t), bad, 0o644); err != nil {
			t.Fatal(err)
		}
		var log bytes.Buffer
		p, err := d.Pixels(ctx, 8, "bilinear", progress.To(&log))
		if err != nil || !bytes.Equal(p.Data, want) {
			t.Errorf("%s: error %v", name, err)
			continue
		}
		p.Close()
		if !strings.Contains(log.String(), "decoding the images again") {
			t.Errorf("%s: not reported: %s", name, log.String())
		}
	}
}

func TestPixelsCancelled(t *testing.T) {
	d := open(t)
	ctx, cancel := context.WithCancelCause(context.Background())
	why := errors.New("enough")
	cancel(why)
	if _, err := d.Pixels(ctx, 8, "nearest", nil); !errors.Is(err, why) {
		t.Errorf("got %v", err)
	}
	left, err := filepath.Glob(filepath.Join(os.Getenv("FT_CACHE"), "pixels", "*pixels*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range left {
		if !strings.HasSuffix(f, ".lock") {
			t.Errorf("left behind: %s", f)
		}
	}
}

func TestPixelsRefuses(t *testing.T) {
	d := open(t)
	for _, size := range []int{-1, 0, maxSize + 1} {
		if _, err := d.Pixels(context.Background(), size, "nearest", nil); err == nil {
			t.Errorf("size %d: no error", size)
		}
	}
	_, err := d.Pixels(context.Background(), 8, "best", nil)
	if err == nil || !strings.Contains(err.Error(), "bicubic, bilinear, box, hamming, lanczos, nearest") {
		t.Errorf("unknown interpolation: %v", err)
	}
	if err := os.WriteFile(d.Path(2), []byte("gone bad"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Pixels(context.Background(), 8, "nearest", nil); err == nil || !strings.Contains(err.Error(), "a.PNG") {
		t.Errorf("a file that went bad since Open: %v", err)
	}
}
