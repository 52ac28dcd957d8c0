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
	"strings"
	"testing"

	"github.com/finetune-go/ft/internal/regular"
	"golang.org/x/sys/unix"
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
		{Name: "p/link", Typeflag: tar.TypeSymlink, Linkname: "a.bin"},
		{Name: "p/hard.bin", Typeflag: tar.TypeLink, Linkname: "p/a.bin"},
		{Name: "p/b.bin", Typeflag: tar.TypeReg, Size: 1}} {
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
		if name == "p/hard.bin" {
			return nil
		}
		_, err := io.Copy(io.Discard, r)
		return err
	}
	if err := WalkTgz(archive, visit); err != nil || !slices.Equal(names,
		[]string{"p/a.bin", "p/hard.bin", "p/b.bin"}) {
		t.Errorf("visited %v, %v", names, err)
	}
	failed := errors.New("no more")
	if err := WalkTgz(archive, func(string, io.Reader) error { return failed }); !errors.Is(err, failed) {
		t.Errorf("the error of a visit becomes %v", err)
	}
	err := WalkTgz(archive, func(_ string, r io.Reader) error {
		_, err := io.Copy(io.Discard, r)
		return err
	})
	if err == nil || !strings.Contains(err.Error(), "p/hard.bin: ") || !strings.Contains(err.Error(),
		"--hard-dereference") {
		t.Errorf("reading a hard link: %v", err)
	}
	plain, err := gzip.NewReader(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	tarred, err := io.ReadAll(plain)
	if err != nil {
		t.Fatal(err)
	}
	var parts bytes.Buffer
	for _, part := range [][]byte{tarred[:700], tarred[700:]} {
		gz := gzip.NewWriter(&parts)
		gz.Write(part)
		gz.Close()
	}
	for what, text := range map[string][]byte{"a line's end behind it": append(slices.Clone(b.Bytes()), '\n'),
		"zeros behind it": append(slices.Clone(b.Bytes()), make([]byte, 512)...), "in two parts": parts.Bytes()} {
		os.WriteFile(archive, text, 0o644)
		names = nil
		if err := WalkTgz(archive, visit); err != nil || len(names) != 3 {
			t.Errorf("%s: visited %v, %v", what, names, err)
		}
	}
	changed := slices.Clone(b.Bytes())
	changed[b.Len()-8] ^= 1 // of the checksum
	for what, text := range map[string][]byte{"empty": nil, "zeros": make([]byte, 1000), "half": b.Bytes()[:b.Len()/2],
		"without its last byte": b.Bytes()[:b.Len()-1], "with another checksum": changed} {
		os.WriteFile(archive, text, 0o644)
		if err := WalkTgz(archive, visit); err == nil || !strings.Contains(err.Error(), "make it anew") {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// TestWalkZip visits the files of a zip archive, and says what is wrong with one that is not whole.
func TestWalkZip(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range []string{"p/", "p/a.bin", "p/b.bin"} {
		z.Create(name)
	}
	z.Close()
	archive := filepath.Join(t.TempDir(), "x.zip")
	var names []string
	visit := func(name string, r io.Reader) error {
		names = append(names, name)
		return nil
	}
	os.WriteFile(archive, b.Bytes(), 0o644)
	if err := WalkZip(archive, visit); err != nil || !slices.Equal(names, []string{"p/a.bin", "p/b.bin"}) {
		t.Errorf("visited %v, %v", names, err)
	}
	for _, length := range []int{0, b.Len() / 2, b.Len() - 1} {
		os.WriteFile(archive, b.Bytes()[:length], 0o644)
		if err := WalkZip(archive, visit); err == nil || !strings.Contains(err.Error(), "make it anew") {
			t.Errorf("%d of %d bytes: %v", length, b.Len(), err)
		}
	}
}

// TestArchivePipe refuses a pipe, which would wait for a writer.
func TestArchivePipe(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := unix.Mkfifo(pipe, 0o644); err != nil {
		t.Fatal(err)
	}
	visit := func(string, io.Reader) error { return nil }
	for _, err := range []error{WalkZip(pipe, visit), WalkTgz(pipe, visit)} {
		if !errors.Is(err, regular.ErrOther) {
			t.Error(err)
		}
	}
}
