package weights

import (
	"errors"
	"fmt"
)

// Message types of an HDF5 object header that matter here.
const (
	h5Dataspace    = 0x01
	h5LinkInfo     = 0x02
	h5Datatype     = 0x03
	h5Link         = 0x06
	h5Layout       = 0x08
	h5Filters      = 0x0b
	h5Continuation = 0x10
	h5SymbolTable  = 0x11
)

// advice ends the error for what Keras never writes but other programs may.
const advice = `: convert the file with python -c "import h5py,numpy,sys;d={};h5py.File(sys.argv[1]).visititems(lambda k,v:d.update({k:v[()]}) if hasattr(v,'shape') else None);numpy.savez(sys.argv[2],**d)" IN.h5 OUT.npz`

// parseH5 returns the floating-point datasets of an HDF5 file by their paths ("layers/conv2d/vars/0").
//
// It reads what Keras and h5py write unless told otherwise: superblock 0 to 3, groups as symbol tables or compact
// links, datasets in one run of bytes. Two kinds of files are refused with the way out: chunked (so also compressed)
// datasets, and groups of many members made with libver="latest". Own code, since the pure Go library at hand refuses
// groups as large as ResNet50's.
func parseH5(b []byte) (map[string]Tensor, error) {
	f := &h5File{b: b, left: uint64(len(b)), tensors: map[string]Tensor{}, seen: map[uint64]bool{}}
	root, err := f.superblock()
	if err != nil {
		return nil, err
	}
	if err := f.object(root, "", 0); err != nil {
		return nil, err
	}
	if len(f.tensors) == 0 {
		return nil, errors.New("it has no floating-point datasets")
	}
	return f.tensors, nil
}

type h5File struct {
	b       []byte
	base    uint64 // what addresses count from
	left    uint64 // bytes of the file that are not used yet, see spend
	tensors map[string]Tensor
	seen    map[uint64]bool // addresses of groups and B-tree nodes, so that a damaged file cannot lead in circles
}

// h5Object is what the messages of one object header say.
type h5Object struct {
	dims           []uint64
	float          string // "f2", "f4", "f8", or "" for other types
	bigEndian      bool
	data           []byte // of a contiguous or compact dataset
	layout         bool
	chunked, dense bool
	tree, heap     uint64
	symbolTable    bool
	links          []h5Entry
}

// h5Entry is a named member of a group.
type h5Entry struct {
	name    string
	address uint64
}

// object reads the group or dataset whose header is at address, and all that is below it.
func (f *h5File) object(address uint64, path string, depth int) error {
	if depth > 32 || len(path) > 4096 {
		return errors.New("its groups are nested too deeply, or have endless names: damaged")
	}
	if f.seen[address] {
		return nil
	}
	f.seen[address] = true
	o, err := f.header(address)
	if err != nil {
		return fmt.Errorf("%q: %w", path, err)
	}
	if o.layout {
		return f.dataset(o, path)
	}
	if o.dense {
		return fmt.Errorf("group %q has its members in a newer form that is not read%s", path, advice)
	}
	entries := o.links
	if o.symbolTable {
		if entries, err = f.symbols(o.tree, o.heap); err != nil {
			return fmt.Errorf("group %q: %w", path, err)
		}
	}
	for _, e := range entries {
		name := e.name
		if path != "" {
			name = path + "/" + e.name
		}
		if err := f.object(e.address, name, depth+1); err != nil {
			return err
		}
	}
	return nil
}

func (f *h5File) dataset(o h5Object, path string) error {
	if o.float == "" {
		return nil // text, step counters
	}
	if o.chunked {
		return fmt.Errorf("dataset %q is compressed or in chunks%s", path, advice)
	}
	if o.bigEndian {
		return fmt.Errorf("dataset %q has big-endian numbers%s", path, advice)
	}
	n, err := elements(o.dims)
	if err != nil {
		return fmt.Errorf("dataset %q: %w", path, err)
	}
	values, err := floats(o.data, o.float, n)
	if err != nil {
		return fmt.Errorf("dataset %q: %w", path, err)
	}
	f.tensors[path] = Tensor{Shape: ints(o.dims), Data: values}
	return nil
}

// message adds one header message to o.
func (f *h5File) message(o *h5Object, kind uint64, c *h5Cursor) error {
	switch kind {
	case h5Dataspace:
		version, rank := c.number(1), c.number(1)
		c.skip(1)
		if c.skip(1); version == 1 {
			c.skip(4)
		}
		o.dims = nil
		for range rank {
			o.dims = append(o.dims, c.number(8))
		}
	case h5Datatype:
		class, order := c.number(1)&15, c.number(1)
		c.skip(2)
		if size := c.number(4); class == 1 && (size == 2 || size == 4 || size == 8) {
			o.float = fmt.Sprint("f", size)
			o.bigEndian = order&1 == 1
		}
	case h5Layout:
		o.layout = true
		return f.layout(o, c)
	case h5Filters:
		o.chunked = true
	case h5SymbolTable:
		o.symbolTable, o.tree, o.heap = true, c.number(8), c.number(8)
	case h5LinkInfo:
		c.skip(1)
		if flags := c.number(1); flags&1 != 0 {
			c.skip(8)
		}
		o.dense = c.number(8) != h5None
	case h5Link:
		c.skip(1)
		flags := c.number(1)
		hard := true
		if flags&8 != 0 {
			hard = c.number(1) == 0
		}
		if flags&4 != 0 {
			c.skip(8)
		}
		if flags&16 != 0 {
			c.skip(1)
		}
		name := string(c.take(c.number(1 << (flags & 3))))
		if hard {
			o.links = append(o.links, h5Entry{name, c.number(8)})
		}
	}
	return c.err
}

// layout finds the bytes of a dataset.
func (f *h5File) layout(o *h5Object, c *h5Cursor) error {
	switch version := c.number(1); version {
	case 1, 2:
		rank, class := c.number(1), c.number(1)
		c.skip(5)
		if class != 1 {
			o.chunked = true
			return c.err
		}
		address, size := c.number(8), uint64(1)
		for range rank {
			size *= c.number(4)
		}
		return f.place(o, address, size, c.err)
	case 3, 4:
		switch c.number(1) {
		case 0:
			o.data = c.take(c.number(2))
		case 1:
			address, size := c.number(8), c.number(8)
			return f.place(o, address, size, c.err)
		default:
			o.chunked = true
		}
	default:
		return fmt.Errorf("data layout version %d is not known%s", version, advice)
	}
	return c.err
}

func (f *h5File) place(o *h5Object, address, size uint64, err error) error {
	if err != nil || address == h5None { // never written: floats will miss the bytes
		return err
	}
	if o.data, err = f.at(address, size); err != nil {
		return err
	}
	return f.spend(size)
}
