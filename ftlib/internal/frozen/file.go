package frozen

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/finetune-go/ft/ftlib/internal/mapped"
	"github.com/finetune-go/ft/ftlib/network"
	"github.com/finetune-go/ft/internal/checksum"
	"github.com/finetune-go/ft/internal/fetch"
)

// sumsName is the file that is written last: it holds the CRC-32C of batches.crc. Older ones hold those of the data
// files.
const sumsName = "sums.json"

func writeSums(dir string, sums map[string]uint32) error {
	return fetch.WriteFile(filepath.Join(dir, sumsName),
		func(w io.Writer) error { return json.NewEncoder(w).Encode(sums) })
}

// read maps the features of dir and verifies them. Without a folder the error is fs.ErrNotExist; errDamaged says that
// its files are not what was computed.
func read(dir string, r Request) (*Features, error) {
	text, err := fetch.ReadFile(filepath.Join(dir, sumsName), maxText)
	if err != nil {
		return nil, err
	}
	var sums map[string]uint32
	if err := json.Unmarshal(text, &sums); err != nil {
		return nil, fmt.Errorf("%s in %s is %w (%w)", sumsName, dir, errDamaged, err)
	}
	var lines [][]uint32
	sum, batches := sums[batchesName]
	if batches {
		text, err := fetch.ReadFile(filepath.Join(dir, batchesName), maxText)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		if lines, _ = parseBatches(text, batchesHead(dir), len(r.Cut.Boundary)); checksum.CRC(text) != sum || lines == nil {
			return nil, fmt.Errorf("%s in %s is %w", batchesName, dir, errDamaged)
		}
	}
	f := &Features{Rows: r.rows(), Layers: r.Cut.Boundary}
	for i, name := range r.Cut.Boundary {
		shape := r.Model.Layer(name).Output
		data, unmap, err := mapWhole(filepath.Join(dir, name+".f32"), 4*network.Values(shape)*f.Rows)
		if err != nil {
			f.Close()
			return nil, err
		}
		f.unmap = append(f.unmap, unmap)
		size := 4 * network.Values(shape) * batch
		if batches && intact(data, lines, i, size)*size < len(data) || !batches && checksum.CRC(data) != sums[name+".f32"] {
			f.Close()
			return nil, fmt.Errorf("%s.f32 in %s is %w: it does not match its checksum", name, dir, errDamaged)
		}
		f.Shapes = append(f.Shapes, shape)
		f.Data = append(f.Data, mapped.Floats(data))
	}
	return f, nil
}

// mapWhole maps a file that must have that many bytes.
func mapWhole(path string, want int) (data []byte, unmap func(), err error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, fmt.Errorf("%s is %w: it is missing", path, errDamaged)
	}
	if err != nil {
		return nil, nil, err
	}
	if info.Size() != int64(want) {
		return nil, nil, fmt.Errorf("%s is %w: it has %d bytes instead of %d", path, errDamaged, info.Size(), want)
	}
	return mapped.Open(path)
}
