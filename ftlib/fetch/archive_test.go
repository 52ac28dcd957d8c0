package fetch

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"testing"
)

func TestUnzip(t *testing.T) {
	dir := t.TempDir()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, _ := z.Create("a/b.txt")
	w.Write([]byte("hello"))
	z.Close()
	archive, dst := filepath.Join(dir, "x.whl"), filepath.Join(dir, "b")
	os.WriteFile(archive, b.Bytes(), 0o644)
	if err := Unzip(archive, "a/b.txt", dst); err != nil {
		t.Fatal(err)
	}
	if got, _ := os.ReadFile(dst); string(got) != "hello" {
		t.Errorf("member is %q", got)
	}
	if err := Unzip(archive, "missing", dst+"2"); err == nil {
		t.Error("a missing member is no error")
	}
}

func TestUntgzStaysInside(t *testing.T) {
	dir := t.TempDir()
	var b bytes.Buffer
	gz := gzip.NewWriter(&b)
	w := tar.NewWriter(gz)
	for _, name := range []string{"p/m/a.bin", "p/other", "../evil", "p/m/../../../evil2"} {
		w.WriteHeader(&tar.Header{Name: name, Typeflag: tar.TypeReg, Size: 1, Mode: 0o644})
		w.Write([]byte("x"))
	}
	w.Close()
	gz.Close()
	archive, dst := filepath.Join(dir, "x.tgz"), filepath.Join(dir, "sub", "out")
	os.WriteFile(archive, b.Bytes(), 0o644)
	if err := Untgz(archive, "p/m", dst); err != nil {
		t.Fatal(err)
	}
	if files, _ := os.ReadDir(dst); len(files) != 1 || files[0].Name() != "a.bin" {
		t.Errorf("unpacked %v", files)
	}
	if err := Untgz(archive, "nowhere", dst); err == nil {
		t.Error("an empty folder is no error")
	}
	os.WriteFile(archive, b.Bytes()[:b.Len()/2], 0o644)
	if err := Untgz(archive, "p/m", dst); err == nil {
		t.Error("a truncated archive is no error")
	}
}
