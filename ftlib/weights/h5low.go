package weights

import (
	"bytes"
	"errors"
	"fmt"
)

// h5None is the address of what is not there.
const h5None = ^uint64(0)

var errH5Short = errors.New("damaged or truncated HDF5 file")

// h5Cursor reads numbers one after another; after the first error all are 0.
type h5Cursor struct {
	b   []byte
	err error
}

func (c *h5Cursor) take(n uint64) []byte {
	if c.err != nil || n > uint64(len(c.b)) {
		c.err = errH5Short
		return nil
	}
	out := c.b[:n:n]
	c.b = c.b[n:]
	return out
}

func (c *h5Cursor) skip(n uint64) { c.take(n) }

// number reads a little-endian number of n bytes.
func (c *h5Cursor) number(n uint64) (v uint64) {
	for i, d := range c.take(n) {
		v |= uint64(d) << (8 * i)
	}
	return v
}

// at returns n bytes of the file from an address on.
func (f *h5File) at(address, n uint64) ([]byte, error) {
	size := uint64(len(f.b))
	if address > size || f.base > size-address || n > size-address-f.base {
		return nil, errH5Short
	}
	return f.b[f.base+address:][:n:n], nil
}

// spend takes n bytes off those of the file. The parts of a whole file do not overlap: a damaged one that uses the same
// bytes over and over would otherwise fill the memory.
func (f *h5File) spend(n uint64) error {
	if n > f.left {
		return errH5Short
	}
	f.left -= n
	return nil
}

// from is a cursor from an address to the end of the file, past a signature if one is given.
func (f *h5File) from(address uint64, signature string) *h5Cursor {
	if size := uint64(len(f.b)); address > size || f.base > size-address {
		return &h5Cursor{err: errH5Short}
	}
	c := &h5Cursor{b: f.b[f.base+address:]}
	if string(c.take(uint64(len(signature)))) != signature {
		c.err = errH5Short
	}
	return c
}

// superblock returns the address of the root group's header.
func (f *h5File) superblock() (uint64, error) {
	if !bytes.HasPrefix(f.b, []byte("\x89HDF\r\n\x1a\n")) {
		return 0, errors.New("no HDF5 file")
	}
	c := f.from(8, "")
	version := c.number(1)
	if version <= 1 {
		c.skip(4)
	}
	offsets, lengths := c.number(1), c.number(1)
	if c.err == nil && (version > 3 || offsets != 8 || lengths != 8) {
		return 0, fmt.Errorf("HDF5 superblock version %d with addresses of %d bytes is not read%s", version, offsets, advice)
	}
	if version <= 1 {
		c.skip(1 + 4 + 4) // reserved, sizes of B-tree nodes, flags
		c.skip(4 * version)
		base := c.number(8)
		c.skip(3*8 + 8)
		root := c.number(8)
		f.base = base
		return root, c.err
	}
	c.skip(1)
	base := c.number(8)
	c.skip(16)
	root := c.number(8)
	f.base = base
	return root, c.err
}

// header reads an object header of either version, with its continuations.
func (f *h5File) header(address uint64) (h5Object, error) {
	var o h5Object
	c := f.from(address, "")
	var blocks [][]byte
	prefix := uint64(8)  // bytes before a message's content
	var ordered bool     // version 2: messages carry their creation order
	first := c.number(1) // version 1 has no signature
	switch {
	case first == 1:
		c.skip(7)
		size := c.number(4)
		c.skip(4)
		blocks = append(blocks, c.take(size))
	case first == 'O' && string(c.take(3)) == "HDR":
		prefix = 4
		c.skip(1)
		flags := c.number(1)
		if ordered = flags&4 != 0; ordered {
			prefix = 6
		}
		if flags&32 != 0 {
			c.skip(16)
		}
		if flags&16 != 0 {
			c.skip(4)
		}
		blocks = append(blocks, c.take(c.number(1<<(flags&3))))
	default:
		return o, errH5Short
	}
	if c.err != nil {
		return o, c.err
	}
	for i := 0; i < len(blocks); i++ {
		if err := f.spend(uint64(len(blocks[i]))); err != nil {
			return o, err
		}
		for m := (&h5Cursor{b: blocks[i]}); uint64(len(m.b)) >= prefix; {
			var kind, size uint64
			if prefix == 8 {
				kind, size = m.number(2), m.number(2)
				m.skip(4)
			} else {
				kind, size = m.number(1), m.number(2)
				m.skip(prefix - 3)
			}
			content := &h5Cursor{b: m.take(size)}
			if m.err != nil {
				return o, m.err
			}
			if kind == h5Continuation {
				next, err := f.at(content.number(8), content.number(8))
				if err != nil {
					return o, err
				}
				if prefix != 8 { // "OCHK" before, a checksum behind
					if len(next) < 8 {
						return o, errH5Short
					}
					next = next[4 : len(next)-4]
				}
				blocks = append(blocks, next)
				continue
			}
			if err := f.message(&o, kind, content); err != nil {
				return o, err
			}
		}
	}
	return o, nil
}

// symbols lists the members of a group that is a B-tree of symbol table nodes, with their names in a heap.
func (f *h5File) symbols(tree, heap uint64) ([]h5Entry, error) {
	h := f.from(heap, "HEAP")
	h.skip(4)
	size := h.number(8)
	h.skip(8)
	address := h.number(8)
	if h.err != nil {
		return nil, h.err
	}
	names, err := f.at(address, size)
	if err != nil {
		return nil, err
	}
	var out []h5Entry
	var walk func(address uint64, depth int) error
	walk = func(address uint64, depth int) error {
		if depth > 16 || f.seen[address] {
			return errH5Short
		}
		f.seen[address] = true
		if c := f.from(address, "SNOD"); c.err == nil {
			c.skip(2)
			for range c.number(2) {
				at, object, kind := c.number(8), c.number(8), c.number(4)
				c.skip(20)
				if c.err != nil || at >= uint64(len(names)) {
					return errH5Short
				}
				name, _, _ := bytes.Cut(names[at:], []byte{0})
				if err := f.spend(40 + uint64(len(name)) + 1); err != nil {
					return err
				}
				if kind != 2 { // 2 is a symbolic link
					out = append(out, h5Entry{string(name), object})
				}
			}
			return c.err
		}
		c := f.from(address, "TREE")
		c.skip(2)
		used := c.number(2)
		c.skip(16)
		for range used {
			c.skip(8)
			if child := c.number(8); c.err != nil {
				return c.err
			} else if err := walk(child, depth+1); err != nil {
				return err
			}
		}
		return c.err
	}
	return out, walk(tree, 0)
}
