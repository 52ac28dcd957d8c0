package frozen

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/finetune-go/ft/ftlib/internal/mapped"
	"github.com/finetune-go/ft/ftlib/network"
	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/internal/checksum"
	"github.com/finetune-go/ft/internal/fetch"
)

// syncEvery is the time between two moments at which all rows and then their sums are on the disk: a killed computation
// repeats at most that much.
const syncEvery = 2 * time.Second

// part is a computation under way: dir.part with one growing file a boundary layer, and the sums of the batches.
type part struct {
	path    string
	files   []*os.File
	batches *os.File
	text    string // of batches, as it is to be
	written int    // bytes of it that are in the file
	synced  time.Time
	done    int // whole rows that every file has
}

// openPart opens or resumes dir.part. What lies behind the last whole batch that is what was computed is cut off of
// every file, so that the batches of a resumed computation are those of an undisturbed one.
func openPart(dir string, r Request) (*part, error) {
	p := &part{path: dir + ".part", synced: time.Now()}
	if err := os.MkdirAll(p.path, 0o755); err != nil {
		return nil, err
	}
	if err := p.open(dir, r); err != nil {
		p.close()
		return nil, err
	}
	return p, nil
}

func (p *part) open(dir string, r Request) (err error) {
	if p.batches, err = os.OpenFile(filepath.Join(p.path, batchesName), os.O_RDWR|os.O_CREATE, 0o644); err != nil {
		return err
	}
	text, err := io.ReadAll(p.batches)
	if err != nil {
		return err
	}
	head := batchesHead(dir)
	lines, length := parseBatches(text, head, len(r.Cut.Boundary))
	whole := len(lines)
	sizes := make([]int, len(r.Cut.Boundary)) // of a row
	for i, name := range r.Cut.Boundary {
		sizes[i] = 4 * network.Values(r.Model.Layer(name).Output)
		n, err := intactFile(filepath.Join(p.path, name+".f32"), lines, i, batch*sizes[i])
		if err != nil {
			return err
		}
		whole = min(whole, n)
	}
	if whole < len(lines) || length < len(text) {
		progress.Infof(r.Progress, "frozen prefix: %s is damaged from image %d on; computing it again from there", p.path,
			whole*batch+1)
	}
	for i, name := range r.Cut.Boundary {
		f, err := os.OpenFile(filepath.Join(p.path, name+".f32"), os.O_RDWR|os.O_CREATE, 0o644)
		if err != nil {
			return err
		}
		p.files = append(p.files, f)
		if err := cutTo(f, int64(min(whole*batch, r.rows()))*int64(sizes[i])); err != nil {
			return err
		}
	}
	p.done = min(whole*batch, r.rows())
	if p.text = head; whole == 0 {
		return cutTo(p.batches, 0)
	}
	for _, sums := range lines[:whole] {
		p.text += batchLine(sums)
	}
	p.written = len(p.text)
	return cutTo(p.batches, int64(p.written))
}

// cutTo cuts a file off and goes to its end.
func cutTo(f *os.File, end int64) error {
	if err := f.Truncate(end); err != nil {
		return err
	}
	_, err := f.Seek(end, io.SeekStart)
	return err
}

// append takes the values of a batch.
func (p *part) append(values [][]float32) error {
	sums := make([]uint32, len(p.files))
	for i, f := range p.files {
		bytes := mapped.Bytes(values[i])
		sums[i] = checksum.CRC(bytes)
		if _, err := f.Write(bytes); err != nil {
			return fmt.Errorf("frozen prefix: %w; free some space or move the cache with FT_CACHE", err)
		}
	}
	p.text += batchLine(sums)
	if time.Since(p.synced) < syncEvery {
		return nil
	}
	return p.sync()
}

// sync puts the rows on the disk and then their sums, so that a power cut leaves no sum without its rows.
func (p *part) sync() error {
	for _, f := range p.files {
		if err := f.Sync(); err != nil {
			return err
		}
	}
	n, err := p.batches.WriteString(p.text[p.written:])
	if p.written += n; err != nil {
		return fmt.Errorf("frozen prefix: %w; free some space or move the cache with FT_CACHE", err)
	}
	p.synced = time.Now()
	return p.batches.Sync()
}

// finish makes the files durable and gives the folder its name.
func (p *part) finish(dir string) error {
	if err := p.sync(); err != nil {
		return err
	}
	if err := writeSums(p.path, map[string]uint32{batchesName: checksum.CRC([]byte(p.text))}); err != nil {
		return err
	}
	if err := os.Rename(p.path, dir); err != nil {
		return err
	}
	return fetch.SyncFolder(filepath.Dir(dir))
}

// close keeps what is whole of an interrupted computation.
func (p *part) close() {
	if len(p.files) > 0 && p.written < len(p.text) {
		p.sync() //nolint:errcheck // what is not kept is computed again
	}
	for _, f := range p.files {
		f.Close()
	}
	if p.batches != nil {
		p.batches.Close()
	}
}
