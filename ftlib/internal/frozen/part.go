package frozen

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/finetune-go/ft/ftlib/internal/mapped"
	"github.com/finetune-go/ft/ftlib/network"
)

// part is a computation under way: dir.part with one growing file a boundary layer.
type part struct {
	path  string
	files []*os.File
	done  int // whole rows that every file has
}

// openPart opens or resumes dir.part. What lies behind the last whole batch of any file is cut off, so that the batches
// of a resumed computation are those of an undisturbed one.
func openPart(dir string, r Request) (*part, error) {
	p := &part{path: dir + ".part"}
	if err := os.MkdirAll(p.path, 0o755); err != nil {
		return nil, err
	}
	p.done = r.rows()
	sizes := make([]int64, len(r.Cut.Boundary))
	for i, name := range r.Cut.Boundary {
		f, err := os.OpenFile(filepath.Join(p.path, name+".f32"), os.O_RDWR|os.O_CREATE, 0o644)
		if err != nil {
			p.close()
			return nil, err
		}
		p.files = append(p.files, f)
		sizes[i] = int64(4 * network.Values(r.Model.Layer(name).Output))
		info, err := f.Stat()
		if err != nil {
			p.close()
			return nil, err
		}
		p.done = min(p.done, int(info.Size()/sizes[i])/batch*batch)
	}
	for i, f := range p.files {
		end := int64(p.done) * sizes[i]
		if err := f.Truncate(end); err != nil {
			p.close()
			return nil, err
		}
		if _, err := f.Seek(end, 0); err != nil {
			p.close()
			return nil, err
		}
	}
	return p, nil
}

func (p *part) append(rows [][]float32, n int) error {
	for i, f := range p.files {
		if _, err := f.Write(mapped.Bytes(rows[i])); err != nil {
			return fmt.Errorf("frozen prefix: %w; free some space or move the cache with FT_CACHE", err)
		}
	}
	return nil
}

// finish makes the files durable, notes their checksums and gives the folder its name.
func (p *part) finish(dir string) error {
	for _, f := range p.files {
		if err := f.Sync(); err != nil {
			return err
		}
	}
	if err := writeSums(p.path); err != nil {
		return err
	}
	return os.Rename(p.path, dir)
}

func (p *part) close() {
	for _, f := range p.files {
		f.Close()
	}
}
