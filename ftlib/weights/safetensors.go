package weights

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/finetune-go/ft/ftlib/internal/mapped"
	"github.com/finetune-go/ft/internal/fetch"
)

// maxHeader is enough for forty thousand tensors in a header: the format allows 100 MB, which take half a minute to
// read.
const maxHeader = 4 << 20

// safetensor is the description of one tensor in the header.
type safetensor struct {
	DType   string   `json:"dtype"`
	Shape   []int    `json:"shape"`
	Offsets [2]int64 `json:"data_offsets"` // begin and end, from the end of the header
}

// ReadSafetensors maps a safetensors file until the process ends and returns its tensors, which lie in the mapping, and
// its metadata. F64, F16 and BF16 become float32. Integer tensors are left out: no layer of ours has any.
func ReadSafetensors(path string) (tensors map[string]Tensor, meta map[string]string, err error) {
	tensors, meta, _, err = MapSafetensors(path)
	return tensors, meta, err
}

// MapSafetensors is ReadSafetensors for tensors that are not needed for long: they are gone with unmap.
func MapSafetensors(path string) (tensors map[string]Tensor, meta map[string]string, unmap func(), err error) {
	b, unmap, err := mapped.Open(path)
	if errors.Is(err, mapped.ErrEmpty) {
		return nil, nil, nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if err != nil {
		return nil, nil, nil, err
	}
	if tensors, meta, err = parseSafetensors(b); err != nil {
		unmap()
		return nil, nil, nil, fmt.Errorf("%s is %w, no valid safetensors file: %w", path, ErrDamaged, err)
	}
	return tensors, meta, unmap, nil
}

func parseSafetensors(b []byte) (map[string]Tensor, map[string]string, error) {
	if len(b) < 8 {
		return nil, nil, fmt.Errorf("%d bytes", len(b))
	}
	size := binary.LittleEndian.Uint64(b)
	if size > maxHeader {
		return nil, nil, fmt.Errorf("a header of %d bytes, where at most %d are read", size, maxHeader)
	}
	if size > uint64(len(b)-8) {
		return nil, nil, fmt.Errorf("a header of %d bytes in a file of %d: truncated?", size, len(b))
	}
	var header map[string]json.RawMessage
	if err := json.Unmarshal(b[8:8+size], &header); err != nil {
		return nil, nil, fmt.Errorf("header: %w", err)
	}
	data := b[8+size:]
	meta := map[string]string{}
	tensors := make(map[string]Tensor, len(header))
	left := int64(len(data)) // tensors of a whole file do not overlap: those that are converted could else fill the memory
	kinds := map[string]string{"F32": "f4", "F64": "f8", "F16": "f2", "BF16": "bf2"}
	for name, raw := range header {
		if name == "__metadata__" {
			if err := json.Unmarshal(raw, &meta); err != nil {
				return nil, nil, fmt.Errorf("metadata: %w", err)
			}
			continue
		}
		var s safetensor
		if err := json.Unmarshal(raw, &s); err != nil {
			return nil, nil, fmt.Errorf("tensor %q: %w", name, err)
		}
		kind, ok := kinds[s.DType]
		if !ok {
			continue
		}
		n, err := elements(s.Shape)
		if err != nil {
			return nil, nil, fmt.Errorf("tensor %q: %w", name, err)
		}
		if s.Offsets[0] < 0 || s.Offsets[1] < s.Offsets[0] || s.Offsets[1] > int64(len(data)) {
			return nil, nil, fmt.Errorf("tensor %q lies at %v of %d bytes: truncated?", name, s.Offsets, len(data))
		}
		if left -= s.Offsets[1] - s.Offsets[0]; left < 0 {
			return nil, nil, fmt.Errorf("tensor %q lies where another one does: damaged", name)
		}
		values, err := floats(data[s.Offsets[0]:s.Offsets[1]], kind, n)
		if err != nil {
			return nil, nil, fmt.Errorf("tensor %q: %w", name, err)
		}
		tensors[name] = Tensor{Shape: s.Shape, Data: values}
	}
	if sum, sealed := meta[sealKey]; sealed && sum != seal(tensors, meta) {
		return nil, nil, errors.New("its tensors are not what was written")
	}
	return tensors, meta, nil
}

// WriteSafetensors writes the tensors in the order of their names, atomically. metadata may be nil. The same tensors
// and metadata give the same bytes.
func WriteSafetensors(path string, tensors map[string]Tensor, metadata map[string]string) error {
	write, err := EncodeSafetensors(tensors, metadata)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return fetch.WriteFile(path, write)
}

// EncodeSafetensors returns what writes the content of a safetensors file, as WriteSafetensors does. The metadata get a
// checksum of all of it, which is verified by whatever reads it here.
func EncodeSafetensors(tensors map[string]Tensor, metadata map[string]string) (write func(io.Writer) error, err error) {
	names := slices.Sorted(maps.Keys(tensors))
	for _, name := range names {
		t := tensors[name]
		if name == "__metadata__" || !utf8.ValidString(name) {
			return nil, fmt.Errorf("a tensor cannot be called %q: the format has another use for it, or none", name)
		}
		if n, err := elements(t.Shape); err != nil || n != len(t.Data) {
			return nil, fmt.Errorf("tensor %s has %d values for the shape %v", name, len(t.Data), t.Shape)
		}
	}
	metadata = SealedMetadata(tensors, metadata)
	var b strings.Builder
	j, err := json.Marshal(metadata)
	if err != nil {
		return nil, fmt.Errorf("metadata: %w", err)
	}
	b.WriteString(`{"__metadata__":` + string(j))
	var offset int64
	for _, name := range names {
		t := tensors[name]
		end := offset + 4*int64(len(t.Data))
		key, _ := json.Marshal(name)
		shape := t.Shape
		if shape == nil {
			shape = []int{}
		}
		entry, err := json.Marshal(safetensor{"F32", shape, [2]int64{offset, end}})
		if err != nil {
			return nil, err
		}
		b.WriteString("," + string(key) + ":" + string(entry))
		offset = end
	}
	header := b.String() + "}"
	// Padded, so that the values begin at a multiple of 8 and can be used where they lie.
	header += strings.Repeat(" ", (8-len(header)%8)%8)
	if len(header) > maxHeader {
		return nil, fmt.Errorf("a header of %d bytes, where at most %d are read: names of classes or tensors are too many "+
			"or too long", len(header), maxHeader)
	}
	return func(w io.Writer) error {
		if err := binary.Write(w, binary.LittleEndian, uint64(len(header))); err != nil {
			return err
		}
		if _, err := io.WriteString(w, header); err != nil {
			return err
		}
		for _, name := range names {
			if _, err := w.Write(mapped.Bytes(tensors[name].Data)); err != nil {
				return err
			}
		}
		return nil
	}, nil
}
