package weights

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/finetune-go/ft/ftlib/internal/mapped"
)

// EncodeH5 returns what writes an HDF5 file with tensors by their paths ("layers/conv2d/vars/0"), as h5py and so Keras
// read it: superblock 0, object headers of version 1, groups with their members as links in the header, float32 in one
// run of bytes. The same tensors give the same bytes. Own code, since no well-kept pure Go library writes groups as
// large as ResNet50's.
func EncodeH5(tensors map[string]Tensor) (write func(io.Writer) error, err error) {
	root := &h5Group{members: map[string]*h5Group{}}
	names := slices.Sorted(maps.Keys(tensors))
	for _, path := range names {
		t := tensors[path]
		if n, err := elements(t.Shape); err != nil || n != len(t.Data) {
			return nil, fmt.Errorf("tensor %s has %d values for the shape %v", path, len(t.Data), t.Shape)
		}
		if err := root.add(strings.Split(path, "/"), t); err != nil {
			return nil, fmt.Errorf("tensor %q: %w", path, err)
		}
	}
	// Headers first, then the values in the same order: the length of a header does not depend on the addresses in it.
	p := &h5Plan{end: h5Superblock}
	p.place(root)
	head := p.end
	for _, g := range p.groups {
		if g.tensor != nil {
			g.data, p.end = p.end, p.end+h5Aligned(4*uint64(len(g.tensor.Data)))
		}
	}
	return func(w io.Writer) error {
		b := make([]byte, 0, head)
		b = append(b, superblock(root.address, p.end)...)
		for _, g := range p.groups {
			b = append(b, g.header()...)
		}
		if _, err := w.Write(b); err != nil {
			return err
		}
		for _, g := range p.groups {
			if g.tensor == nil {
				continue
			}
			values := mapped.Bytes(g.tensor.Data)
			if _, err := w.Write(values); err != nil {
				return err
			}
			if _, err := w.Write(make([]byte, h5Aligned(uint64(len(values)))-uint64(len(values)))); err != nil {
				return err
			}
		}
		return nil
	}, nil
}

const (
	h5Superblock = 96 // its length, with the entry of the root group
	h5LongestKey = 255
	h5MostKeys   = 1 << 15 // messages of a header are counted in 16 bits
	h5FillValue  = 0x05
	h5GroupInfo  = 0x0a
)

func h5Aligned(n uint64) uint64 { return (n + 7) &^ 7 }

// h5Group is a group to write or, with a tensor, a dataset.
type h5Group struct {
	members       map[string]*h5Group
	tensor        *Tensor
	address, data uint64 // of the header and of the values
}

// add makes the groups on the way to a tensor.
func (g *h5Group) add(path []string, t Tensor) error {
	key := path[0]
	if key == "" || len(key) > h5LongestKey {
		return fmt.Errorf("each part of a path has from 1 to %d bytes", h5LongestKey)
	}
	if g.tensor != nil || len(g.members) == h5MostKeys {
		return fmt.Errorf("%s lies in a tensor, or in a group of more than %d members", key, h5MostKeys)
	}
	member := g.members[key]
	if member == nil {
		member = &h5Group{members: map[string]*h5Group{}}
		g.members[key] = member
	}
	if len(path) > 1 {
		return member.add(path[1:], t)
	}
	if len(member.members) > 0 {
		return fmt.Errorf("%s is a group, too", key)
	}
	member.tensor = &t
	return nil
}

// h5Plan is the order of the headers in the file.
type h5Plan struct {
	groups []*h5Group
	end    uint64
}

func (p *h5Plan) place(g *h5Group) {
	g.address = p.end
	p.groups, p.end = append(p.groups, g), p.end+uint64(len(g.header()))
	for _, name := range slices.Sorted(maps.Keys(g.members)) {
		p.place(g.members[name])
	}
}

// header is the object header of a group or dataset.
func (g *h5Group) header() []byte {
	var messages bytes.Buffer
	count := 0
	message := func(kind uint16, fields ...any) {
		content := littleEndian(fields...)
		content = append(content, make([]byte, h5Aligned(uint64(len(content)))-uint64(len(content)))...)
		messages.Write(littleEndian(kind, uint16(len(content)), uint32(0)))
		messages.Write(content)
		count++
	}
	if t := g.tensor; t != nil {
		space := []any{uint8(1), uint8(len(t.Shape)), uint16(0), uint32(0)}
		for _, d := range t.Shape {
			space = append(space, uint64(d))
		}
		message(h5Dataspace, space...)
		// IEEE float32, little-endian: sign at bit 31, 8 bits of exponent at 23 with bias 127, 23 of mantissa.
		message(h5Datatype, uint8(0x11), uint8(0x20), uint8(31), uint8(0), uint32(4), uint16(0), uint16(32), uint8(23),
			uint8(8),
			uint8(0), uint8(23), uint32(127))
		message(h5FillValue, uint8(2), uint8(2), uint8(0), uint8(0))
		message(h5Layout, uint8(3), uint8(1), g.data, 4*uint64(len(t.Data)))
	} else {
		message(h5LinkInfo, uint8(0), uint8(0), h5None, h5None)
		message(h5GroupInfo, uint8(0), uint8(0))
		for _, name := range slices.Sorted(maps.Keys(g.members)) {
			message(h5Link, uint8(1), uint8(0), uint8(len(name)), []byte(name), g.members[name].address)
		}
	}
	prefix := littleEndian(uint8(1), uint8(0), uint16(count), uint32(1), uint32(messages.Len()), uint32(0))
	return append(prefix, messages.Bytes()...)
}

func superblock(root, end uint64) []byte {
	return littleEndian([]byte("\x89HDF\r\n\x1a\n"), uint32(0), uint8(0), uint8(8), uint8(8), uint8(0),
		uint16(4), uint16(16), uint32(0), // sizes of B-tree nodes, of which there are none
		uint64(0), h5None, end, h5None, uint64(0), root, make([]byte, 24))
}

func littleEndian(fields ...any) (b []byte) {
	for _, f := range fields {
		b, _ = binary.Append(b, binary.LittleEndian, f) // which knows all types in use
	}
	return b
}
