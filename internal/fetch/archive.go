package fetch

import (
	"archive/tar"
	"archive/zip"
	"bufio"
	"compress/flate"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/finetune-go/ft/internal/regular"
)

// maxPadding bounds what is read behind the end of a tar archive: far above the zeros that tar fills a block with.
const maxPadding = 64 << 20

// OpenZip opens a zip archive or wheel. The caller closes the file.
func OpenZip(archive string) (*zip.Reader, *os.File, error) {
	f, info, err := regular.Open(archive)
	if err != nil {
		return nil, nil, err
	}
	z, err := zip.NewReader(f, info.Size())
	if err != nil {
		f.Close()
		return nil, nil, explained(archive, err)
	}
	return z, f, nil
}

// ReadZip gives one member of a zip archive or wheel to read; its CRC is checked at its end. A missing member is an
// error.
func ReadZip(archive, member string, read func(r io.Reader) error) error {
	z, file, err := OpenZip(archive)
	if err != nil {
		return err
	}
	defer file.Close()
	for _, f := range z.File {
		if f.Name != member {
			continue
		}
		r, err := f.Open()
		if err != nil {
			return fmt.Errorf("%s: %s: %w", archive, member, err)
		}
		defer r.Close()
		return read(r)
	}
	return fmt.Errorf("%s has no %s in it", archive, member)
}

// WalkZip gives every plain file of a zip archive to visit, in the order of the archive, with its name there. An error
// of visit ends the walk.
func WalkZip(archive string, visit func(name string, r io.Reader) error) error {
	z, file, err := OpenZip(archive)
	if err != nil {
		return err
	}
	defer file.Close()
	for _, f := range z.File {
		if !f.Mode().IsRegular() {
			continue
		}
		r, err := f.Open()
		if err == nil {
			err = visit(f.Name, r)
			r.Close()
		}
		if err != nil {
			return explained(archive+": "+f.Name, err)
		}
	}
	return nil
}

// WalkTgz is WalkZip for a gzipped tar archive. A hard link is visited, too: to read it is an error, as its content
// lies elsewhere in the archive.
func WalkTgz(archive string, visit func(name string, r io.Reader) error) error {
	f, _, err := regular.Open(archive)
	if err != nil {
		return err
	}
	defer f.Close()
	gz, err := openGzip(f)
	if err != nil {
		return explained(archive, err)
	}
	t := tar.NewReader(gz)
	for {
		h, err := t.Next()
		if err == io.EOF { // gzip's checksum comes behind the padding
			n, err := io.Copy(io.Discard, io.LimitReader(gz, maxPadding+1))
			if err == nil && n > maxPadding {
				err = fmt.Errorf("it has more than %d MB behind its end: make it anew", maxPadding>>20)
			}
			return explained(archive, err)
		}
		if err != nil {
			return explained(archive, err)
		}
		var r io.Reader = t
		switch h.Typeflag {
		case tar.TypeReg:
		case tar.TypeLink:
			r = unreadable{errHardLink}
		default:
			continue
		}
		if err := visit(h.Name, r); err != nil {
			return explained(archive+": "+h.Name, err)
		}
	}
}

// gzipped reads the parts of a gzip file to the last one. What follows that, such as zeros, is not of it.
type gzipped struct {
	part  *gzip.Reader
	file  *bufio.Reader
	ended bool
}

func openGzip(f io.Reader) (*gzipped, error) {
	g := &gzipped{file: bufio.NewReader(f)}
	var err error
	if g.part, err = gzip.NewReader(g.file); err != nil {
		return nil, err
	}
	g.part.Multistream(false)
	return g, nil
}

func (g *gzipped) Read(p []byte) (int, error) {
	if g.ended {
		return 0, io.EOF
	}
	n, err := g.part.Read(p)
	if err == io.EOF {
		if g.ended = g.part.Reset(g.file) != nil; !g.ended {
			g.part.Multistream(false)
			err = nil
		}
	}
	return n, err
}

var errHardLink = errors.New("it is a hard link, without its content: pack with tar --hard-dereference")

// unreadable is what cannot be read, and why.
type unreadable struct{ error }

func (u unreadable) Read([]byte) (int, error) { return 0, u.error }

// explained names what an error is of, and says what to do where an archive is not whole.
func explained(what string, err error) error {
	if err == nil {
		return nil
	}
	for _, broken := range []error{io.EOF, io.ErrUnexpectedEOF, gzip.ErrHeader, gzip.ErrChecksum, tar.ErrHeader,
		zip.ErrFormat, zip.ErrChecksum} {
		if errors.Is(err, broken) || errors.As(err, new(flate.CorruptInputError)) {
			return fmt.Errorf("%s: it is no such archive, is damaged or cut short: get or make it anew (%w)", what, err)
		}
	}
	return fmt.Errorf("%s: %w", what, err)
}
