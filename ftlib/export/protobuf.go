package export

import (
	"io"

	"github.com/finetune-go/ft/ftlib/internal/mapped"
	"google.golang.org/protobuf/encoding/protowire"
)

// message is an encoded protobuf message in parts, so that large tensors are written from where they lie.
type message struct{ parts [][]byte }

func (m *message) append(b []byte) { m.parts = append(m.parts, b) }

// field begins a field that has a length.
func (m *message) field(num protowire.Number, length int) {
	m.append(protowire.AppendVarint(protowire.AppendTag(nil, num, protowire.BytesType), uint64(length)))
}

func (m *message) number(num protowire.Number, v int64) {
	m.append(protowire.AppendVarint(protowire.AppendTag(nil, num, protowire.VarintType), uint64(v)))
}

func (m *message) single(num protowire.Number, bits uint32) {
	m.append(protowire.AppendFixed32(protowire.AppendTag(nil, num, protowire.Fixed32Type), bits))
}

func (m *message) text(num protowire.Number, s string) {
	m.field(num, len(s))
	m.append([]byte(s))
}

func (m *message) floats(num protowire.Number, v []float32) {
	m.field(num, 4*len(v))
	m.append(mapped.Bytes(v))
}

func (m *message) message(num protowire.Number, inner *message) {
	m.field(num, inner.size())
	m.parts = append(m.parts, inner.parts...)
}

func (m *message) size() (n int) {
	for _, p := range m.parts {
		n += len(p)
	}
	return n
}

func (m *message) write(w io.Writer) error {
	for _, p := range m.parts {
		if _, err := w.Write(p); err != nil {
			return err
		}
	}
	return nil
}
