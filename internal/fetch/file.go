package fetch

import (
	"context"
	"crypto/md5"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/finetune-go/ft/ftlib/progress"
)

// Source is a file on the web and how to know that it is the right one. An empty hash or a Size of 0 is not checked.
type Source struct {
	Name   string // what it is, for progress and errors: "Keras' VGG16 weights"
	URL    string
	SHA256 string // hexadecimal
	MD5    string // hexadecimal, for publishers that name no better hash
	Size   int64  // bytes
}

// File downloads src to dst unless dst is there already with the right hash, and shows progress on log (nil: silent).
// An interrupted download is continued from dst+".part". The error is one line that names the source and the file.
func File(ctx context.Context, src Source, dst string, watch progress.Observer) error {
	if there, err := has(src, dst); there || err != nil {
		return err
	}
	unlock, err := Lock(ctx, dst, watch)
	if err != nil {
		return err
	}
	defer unlock()
	if there, err := has(src, dst); there || err != nil { // another process was faster
		return err
	}
	part := dst + ".part"
	for attempt := 1; ; attempt++ {
		resumed, err := download(ctx, src, part, watch)
		if err != nil {
			// A connection that broke on the way is taken up again; one that never stood is not tried again.
			if attempt < 4 && ctx.Err() == nil && errors.Is(err, errBroken) {
				continue
			}
			return fmt.Errorf("%s: %w", src.Name, err)
		}
		err = verify(src, part)
		if err == nil {
			break
		}
		if !errors.Is(err, errOther) {
			return fmt.Errorf("%s: %w", src.Name, err)
		}
		os.Remove(part)
		if !resumed || attempt >= 4 { // the old part may have been of another version of the file
			return fmt.Errorf("%s: %s gave %w", src.Name, src.URL, err)
		}
	}
	if err := sync(part); err != nil {
		return writeError(dst, err)
	}
	if err := os.Rename(part, dst); err != nil {
		return writeError(dst, err)
	}
	return nil
}

// errOther says that a file is there and is another one than it is to be.
var errOther = errors.New("another file")

// has says whether the file is there and is what src says. That it cannot be read is no reason to fetch it again.
func has(src Source, path string) (bool, error) {
	err := verify(src, path)
	if errors.Is(err, os.ErrNotExist) || errors.Is(err, errOther) {
		return false, nil
	}
	return err == nil, err
}

// verify returns nil if the file is there and is what src says.
func verify(src Source, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if src.Size > 0 && info.Size() != src.Size {
		return fmt.Errorf("%w: %s has %d bytes, not %d", errOther, filepath.Base(path), info.Size(), src.Size)
	}
	for _, want := range []struct {
		name, sum string
		h         hash.Hash
	}{{"SHA-256", src.SHA256, sha256.New()}, {"MD5", src.MD5, md5.New()}} {
		if want.sum == "" {
			continue
		}
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			return err
		}
		if _, err := io.CopyBuffer(want.h, f, make([]byte, 1<<20)); err != nil {
			return err
		}
		if got := hex.EncodeToString(want.h.Sum(nil)); got != strings.ToLower(want.sum) {
			return fmt.Errorf("%w: %s has %s %s, not %s", errOther, filepath.Base(path), want.name, got, want.sum)
		}
	}
	return nil
}

func sync(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}
