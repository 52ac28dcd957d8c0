package images

import (
	"archive/zip"
	"compress/flate"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/finetune-go/ft/ftlib/dataset"
	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/ftlib/split"
)

func TestPaper(t *testing.T) {
	d, err := Open(context.Background(), shared(t, "data", paperFolder), nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Files) != 808 || strings.Join(d.Classes, " ") != "Humans cats dogs horses" {
		t.Errorf("%s: %d files of %v", d.Name, len(d.Files), d.Classes)
	}
	groups, err := d.Duplicates()
	if err != nil || len(groups) != 38 {
		t.Errorf("%d groups of copies, want 19 horses and 19 humans; error %v", len(groups), err)
	}
	train, test, err := split.HoldOut(len(d.Files), 0.2, 2)
	if err != nil {
		t.Fatal(err)
	}
	if n := dataset.AcrossSplit(groups, train, test); n != 14 {
		t.Errorf("%d of %d test images have a copy in training, want 14", n, len(test))
	}
}

// TestPaperDownloads serves the archive from here, and takes the working directory to where no images are.
func TestPaperDownloads(t *testing.T) {
	source, err := filepath.Abs(shared(t, "data", paperFolder))
	if err != nil {
		t.Fatal(err)
	}
	downloads := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		downloads++
		z := zip.NewWriter(w)
		z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) {
			return flate.NewWriter(w, flate.NoCompression) // what is compressed already
		})
		if err := z.AddFS(os.DirFS(filepath.Dir(source))); err != nil {
			t.Error(err)
		}
		z.Close()
	}))
	defer server.Close()
	defer func(url string) { paperArchive.URL = url }(paperArchive.URL)
	paperArchive.URL = server.URL + "/data.zip"
	t.Setenv("FT_CACHE", t.TempDir())
	t.Setenv("FT_DATA", "")
	t.Chdir(t.TempDir())

	var d *dataset.Dataset
	for range 2 {
		if d, err = Open(context.Background(), "", progress.To(io.Discard)); err != nil {
			t.Fatal(err)
		}
	}
	if downloads != 1 || len(d.Files) != 808 {
		t.Errorf("%d downloads, %d files, want 1 and 808", downloads, len(d.Files))
	}

	// A copy that was tampered with is an error where the user names it, and is fetched again where it is ours.
	if err := os.Remove(d.Path(5)); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(d.Path(300), []byte("changed"), 0o644); err != nil {
		t.Fatal(err)
	}
	_, err = Open(context.Background(), d.Root, nil)
	if err == nil || !strings.Contains(err.Error(), d.Files[5]+" (missing)") || !strings.Contains(err.Error(),
		d.Files[300]+" (changed)") {
		t.Errorf("tampered: %v", err)
	}
	t.Setenv("FT_DATA", d.Root)
	if _, err := Open(context.Background(), "", nil); err == nil {
		t.Error("tampered, by FT_DATA: no error")
	}
	t.Setenv("FT_DATA", "")
	if _, err := Open(context.Background(), "", nil); err != nil || downloads != 2 {
		t.Errorf("own copy: %d downloads, error %v", downloads, err)
	}
}

func TestPaperAbsent(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	defer func(url string) { paperArchive.URL = url }(paperArchive.URL)
	paperArchive.URL = server.URL + "/data.zip"
	t.Setenv("FT_CACHE", t.TempDir())
	t.Setenv("FT_DATA", "")
	t.Chdir(t.TempDir())
	_, err := Open(context.Background(), "", nil)
	if !errors.Is(err, ErrAbsent) || !strings.Contains(err.Error(), "FT_DATA") || strings.Contains(err.Error(), "\n") {
		t.Errorf("got %v", err)
	}
}

func shared(t testing.TB, elem ...string) string {
	t.Helper()
	path := filepath.Join(append([]string{"..", "..", "..", "shared"}, elem...)...)
	if _, err := os.Stat(path); err != nil {
		t.Skip("reference files are absent: ", err)
	}
	return path
}
