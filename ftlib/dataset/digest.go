package dataset

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"sync"

	"github.com/finetune-go/ft/ftlib/progress"
)

// Digest identifies the data set wherever it is: a hexadecimal SHA-256 over every file in the order of Files, as its
// name, a line feed, its own hexadecimal SHA-256 and a line feed. Files are read once, on all cores: Pixels are those
// of the content that was read then, or an error.
func (d *Dataset) Digest() (string, error) {
	sums, err := d.contents(context.Background())
	if err != nil {
		return "", err
	}
	h := sha256.New()
	for i, f := range d.Files {
		fmt.Fprintf(h, "%s\n%x\n", f, sums[i])
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// contents is the SHA-256 of each file.
func (d *Dataset) contents(ctx context.Context) ([][32]byte, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.sums != nil {
		return d.sums, nil
	}
	sums := make([][32]byte, len(d.Files))
	err := parallel(ctx, len(d.Files), func(i int) error {
		data, err := readFile(d.Path(i))
		if err != nil {
			return fmt.Errorf("%s: %w", shown(d.Path(i)), reason(err))
		}
		sums[i] = sha256.Sum256(data)
		return nil
	})
	if err != nil {
		return nil, err
	}
	d.sums, d.key = sums, contentKey(sums)
	return sums, nil
}

// readAll is contents that takes files which cannot be read from the lists, and returns them.
func (d *Dataset) readAll(ctx context.Context, watch progress.Observer) (unread []problem, err error) {
	bar := progress.Begin(watch, "reading images of "+shown(d.Name), int64(len(d.Files)), "images")
	defer bar.Abort()
	d.sums = make([][32]byte, len(d.Files))
	failed := map[int]error{}
	var mu sync.Mutex
	err = parallel(ctx, len(d.Files), func(i int) error {
		data, err := readFile(d.Path(i))
		if lacking(err) {
			return err
		}
		if err != nil {
			mu.Lock()
			failed[i] = reason(err)
			mu.Unlock()
		}
		d.sums[i] = sha256.Sum256(data)
		bar.Add(1)
		return nil
	})
	if err != nil {
		return nil, err
	}
	for i, f := range d.Files {
		if err := failed[i]; err != nil {
			unread = append(unread, problem{f, err.Error()})
		}
	}
	d.keep(func(i int) bool { return failed[i] == nil })
	d.key = contentKey(d.sums)
	bar.Done()
	return unread, nil
}

// contentKey is a digest of contents in their order.
func contentKey(sums [][32]byte) string {
	h := sha256.New()
	for _, s := range sums {
		h.Write(s[:])
	}
	return hex.EncodeToString(h.Sum(nil))
}
