package dataset

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"runtime"
	"slices"
	"sync"

	"github.com/finetune-go/ft/ftlib/progress"
)

// chunk is how many bytes of pixels are decoded before they are written: enough for many cores, few enough for memory.
const chunk = 32 << 20

// pass reads, decodes and resizes every file, on all cores, and writes the pixels of those that can be read, in their
// order. What is decoded are the very bytes whose digest is that of the file when it was first read: another content is
// an error.
func (d *Dataset) pass(ctx context.Context, r Reading, doing string, watch progress.Observer, w io.Writer) (marks,
	error) {
	bar := progress.Begin(watch, doing+" images of "+shown(d.Name), int64(len(d.Files)), "images")
	defer bar.Abort()
	each := r.bytes()
	batch := min(len(d.Files), max(2*runtime.GOMAXPROCS(0), min(1024, chunk/each)))
	m := marks{Damaged: map[int]string{}, Clipped: []int{}}
	var mu sync.Mutex
	decode := func(buf []byte, first, n int) error {
		return parallel(ctx, n, func(k int) error {
			i := first + k
			data, err := readFile(d.Path(i))
			if err != nil {
				return fmt.Errorf("%s: %w", shown(d.Path(i)), reason(err))
			}
			if sha256.Sum256(data) != d.sums[i] {
				return fmt.Errorf("%s has changed since the data set was opened: begin again", shown(d.Path(i)))
			}
			clipped, err := r.pixels(buf[k*each:(k+1)*each], data)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				m.Damaged[i] = err.Error()
			} else if clipped {
				m.Clipped = append(m.Clipped, i)
			}
			bar.Add(1)
			return nil
		})
	}
	// One buffer is written while the other one is filled.
	full, free := make([]byte, batch*each), make([]byte, batch*each)
	var written chan error
	for first := 0; first < len(d.Files); first += batch {
		n := min(batch, len(d.Files)-first)
		err := decode(full, first, n)
		if written != nil {
			if e := <-written; err == nil {
				err = e
			}
			written = nil
		}
		if err != nil {
			return m, err
		}
		good := full[:0]
		for k := range n {
			if m.Damaged[first+k] == "" {
				good = append(good, full[k*each:(k+1)*each]...)
			}
		}
		written = make(chan error, 1)
		go func() {
			_, err := w.Write(good)
			written <- err
		}()
		full, free = free, full
	}
	if written != nil {
		if err := <-written; err != nil {
			return m, err
		}
	}
	slices.Sort(m.Clipped)
	bar.Done()
	return m, nil
}
