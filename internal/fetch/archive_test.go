package fetch

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func TestReadZip(t *testing.T) {
	dir := t.TempDir()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, _ := z.Create("a/b.txt")
	w.Write([]byte("hello"))
	z.Close()
	archive := filepath.Join(dir, "x.whl")
	os.WriteFile(archive, b.Bytes(), 0o644)
	var got []byte
	read := func(r io.Reader) (err error) {
		got, err = io.ReadAll(r)
		return err
	}
	if err := ReadZip(archive, "a/b.txt", read); err != nil {
		t.Fatal(err)
	}
	if string(got) != "hello" {
		t.Errorf("member is %q", got)
	}
	if err := ReadZip(archive, "missing", read); err == nil {
		t.Error("a missing member is no error")
	}
}

func TestWalkTgz(t *testing.T) {
	var b bytes.Buffer
	gz := gzip.NewWriter(&b)
	w := tar.NewWriter(gz)
	for _, h := range []tar.Header{{Name: "p/", Typeflag: tar.TypeDir}, {Name: "p/a.bin", Typeflag: tar.TypeReg, Size: 1},
		{Name: "p/link", Typeflag: tar.TypeSymlink, Linkname: "a.bin"}, {Name: "p/b.bin", Typeflag: tar.TypeReg, Size: 1}} {
		w.WriteHeader(&h)
		if h.Size > 0 {
			w.Write([]byte("x"))
		}
	}
	w.Close()
	gz.Close()
	archive := filepath.Join(t.TempDir(), "x.tgz")
	os.WriteFile(archive, b.Bytes(), 0o644)
	var names []string
	visit := func(name string, r io.Reader) error {
		names = append(names, name)
		_, err := io.Copy(io.Discard, r)
		return err
	}
	if err := WalkTgz(archive, visit); err != nil || !slices.Equal(names, []string{"p/a.bin", "p/b.bin"}) {
		t.Errorf("visited %v, %v", names, err)
	}
	failed := errors.New("no more")
	if err := WalkTgz(archive, func(string, io.Reader) error { return failed }); !errors.Is(err, failed) {
		t.Errorf("the error of a visit becomes %v", err)
	}
	os.WriteFile(archive, b.Bytes()[:b.Len()/2], 0o644)
	if err := WalkTgz(archive, visit); err == nil {
		t.Error("a truncated archive is no error")
	}
}
