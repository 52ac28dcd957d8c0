package frozen

import (
	"encoding/json"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/finetune-go/ft/ftlib/internal/mapped"
	"github.com/finetune-go/ft/ftlib/network"
	"github.com/finetune-go/ft/internal/fetch"
)

// sumsName is the file that is written last: name of each data file → CRC-32C of its bytes.
const sumsName = "sums.json"

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func writeSums(dir string) error {
	files, err := fs.Glob(os.DirFS(dir), "*.f32") // the cache may have brackets in its name
	if err != nil {
		return err
	}
	sums := map[string]uint32{}
	for _, name := range files {
		f, err := os.Open(filepath.Join(dir, name))
		if err != nil {
			return err
		}
		h := crc32.New(castagnoli)
		_, err = io.Copy(h, f)
		f.Close()
		if err != nil {
			return err
		}
		sums[name] = h.Sum32()
	}
	return fetch.WriteFile(filepath.Join(dir, sumsName), func(w io.Writer) error { return json.NewEncoder(w).Encode(sums) })
}

// read maps the features of dir and checks sizes and checksums. Without a folder the error is fs.ErrNotExist.
func read(dir string, r Request) (*Features, error) {
	text, err := os.ReadFile(filepath.Join(dir, sumsName))
	if err != nil {
		return nil, err
	}
	var sums map[string]uint32
	if err := json.Unmarshal(text, &sums); err != nil {
		return nil, fmt.Errorf("%s in %s: %w", sumsName, dir, err)
	}
	f := &Features{Rows: r.rows(), Layers: r.Cut.Boundary}
	for _, name := range r.Cut.Boundary {
		shape := r.Model.Layer(name).Output
		data, unmap, err := mapped.Open(filepath.Join(dir, name+".f32"))
		if err != nil {
			f.Close()
			return nil, err
		}
		f.unmap = append(f.unmap, unmap)
		if want := 4 * network.Values(shape) * f.Rows; len(data) != want {
			f.Close()
			return nil, fmt.Errorf("%s.f32 in %s has %d bytes instead of %d", name, dir, len(data), want)
		}
		if crc32.Checksum(data, castagnoli) != sums[name+".f32"] {
			f.Close()
			return nil, fmt.Errorf("%s.f32 in %s does not match its checksum", name, dir)
		}
		f.Shapes = append(f.Shapes, shape)
		f.Data = append(f.Data, mapped.Floats(data))
	}
	return f, nil
}
