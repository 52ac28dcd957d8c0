package weights

import (
	"errors"
	"fmt"

	"google.golang.org/protobuf/encoding/protowire"
)

// Field numbers of onnx.proto that matter here.
const (
	onnxModelGraph       = 7
	onnxModelMetadata    = 14
	onnxGraphInitializer = 5
	onnxTensorDims       = 1
	onnxTensorType       = 2
	onnxTensorFloats     = 4
	onnxTensorName       = 8
	onnxTensorRaw        = 9
	onnxTensorDoubles    = 10
	onnxTensorExternal   = 14
)

// ReadONNX reads the tensors of an ONNX model under the names that they have there, with its metadata; one of package
// export is verified.
func ReadONNX(path string) (tensors map[string]Tensor, meta map[string]string, err error) {
	b, err := readRegular(path)
	if err != nil {
		return nil, nil, err
	}
	if tensors, meta, err = verifiedONNX(b); err != nil {
		return nil, nil, fmt.Errorf("%s is %w, no valid ONNX file: %w", path, ErrDamaged, err)
	}
	return tensors, meta, nil
}

// verifiedONNX is parseONNX and parseONNXMetadata of a model that is what was written, as far as it says so.
func verifiedONNX(b []byte) (tensors map[string]Tensor, meta map[string]string, err error) {
	if tensors, err = parseONNX(b); err == nil {
		meta, err = parseONNXMetadata(b)
	}
	if sum, sealed := meta[sealKey]; err == nil && sealed && sum != seal(tensors, meta) {
		err = errors.New("its tensors are not what was written")
	}
	return tensors, meta, err
}

func parseONNXMetadata(b []byte) (map[string]string, error) {
	meta := map[string]string{}
	err := fields(b, func(num protowire.Number, value []byte, _ uint64) error {
		if num != onnxModelMetadata {
			return nil
		}
		var entry [3]string // 1 is the key, 2 the value
		err := fields(value, func(num protowire.Number, value []byte, _ uint64) error {
			if num < 3 {
				entry[num] = string(value)
			}
			return nil
		})
		meta[entry[1]] = entry[2]
		return err
	})
	return meta, err
}

// parseONNX returns the floating-point initialisers of an ONNX model under their own names. Four-dimensional ones are
// convolution kernels as out, in, height, width and become height, width, in, out.
func parseONNX(b []byte) (map[string]Tensor, error) {
	tensors := map[string]Tensor{}
	err := fields(b, func(num protowire.Number, value []byte, _ uint64) error {
		if num != onnxModelGraph {
			return nil
		}
		return fields(value, func(num protowire.Number, value []byte, _ uint64) error {
			if num != onnxGraphInitializer {
				return nil
			}
			name, t, err := parseONNXTensor(value)
			if err != nil {
				return fmt.Errorf("initialiser %q: %w", name, err)
			}
			if t.Data != nil {
				tensors[name] = t
			}
			return nil
		})
	})
	if err != nil {
		return nil, err
	}
	if len(tensors) == 0 {
		return nil, errors.New("it has no floating-point initialisers")
	}
	return tensors, nil
}

func parseONNXTensor(b []byte) (name string, t Tensor, err error) {
	var dims []int64
	var raw, singles, doubles []byte
	var kind uint64
	external := false
	err = fields(b, func(num protowire.Number, value []byte, number uint64) error {
		switch num {
		case onnxTensorDims:
			if value == nil {
				dims = append(dims, int64(number))
				return nil
			}
			for len(value) > 0 {
				v, n := protowire.ConsumeVarint(value)
				if n < 0 {
					return protowire.ParseError(n)
				}
				dims, value = append(dims, int64(v)), value[n:]
			}
		case onnxTensorType:
			kind = number
		case onnxTensorName:
			name = string(value)
		case onnxTensorRaw:
			raw = value
		case onnxTensorFloats:
			singles = append(singles, value...)
		case onnxTensorDoubles:
			doubles = append(doubles, value...)
		case onnxTensorExternal:
			external = true
		}
		return nil
	})
	if err != nil {
		return name, t, err
	}
	types := map[uint64]string{1: "f4", 10: "f2", 11: "f8", 16: "bf2"}
	format, ok := types[kind]
	if !ok {
		return name, t, nil // integers: shapes and axes, no weights
	}
	if external {
		return name, t, errors.New("its values are in another file: save the model as a single file")
	}
	switch {
	case raw != nil:
	case singles != nil && kind == 1:
		raw = singles
	case doubles != nil && kind == 11:
		raw = doubles
	}
	n, err := elements(dims)
	if err != nil {
		return name, t, err
	}
	values, err := floats(raw, format, n)
	if err != nil {
		return name, t, err
	}
	t = Tensor{Shape: ints(dims), Data: values}
	if len(dims) == 4 && n > 0 { // an empty one may be 2^30 by 1 by 0 by 1
		t = hwio(t)
	}
	return name, t, nil
}

// hwio turns a kernel from out, in, height, width into height, width, in, out.
func hwio(t Tensor) Tensor {
	o, i, h, w := t.Shape[0], t.Shape[1], t.Shape[2], t.Shape[3]
	out := make([]float32, len(t.Data))
	at := 0
	for oo := range o {
		for ii := range i {
			for p := range h * w {
				out[(p*i+ii)*o+oo] = t.Data[at]
				at++
			}
		}
	}
	return Tensor{Shape: []int{h, w, i, o}, Data: out}
}

// fields calls visit for each field of a protobuf message: value for those with a length, number for the others;
// fixed-width fields give their bytes.
func fields(b []byte, visit func(num protowire.Number, value []byte, number uint64) error) error {
	for len(b) > 0 {
		num, typ, n := protowire.ConsumeTag(b)
		if n < 0 {
			return fmt.Errorf("damaged or truncated: %w", protowire.ParseError(n))
		}
		b = b[n:]
		var value []byte
		var number uint64
		switch typ {
		case protowire.BytesType:
			value, n = protowire.ConsumeBytes(b)
		case protowire.VarintType:
			number, n = protowire.ConsumeVarint(b)
		default:
			if n = protowire.ConsumeFieldValue(num, typ, b); n >= 0 {
				value = b[:n]
			}
		}
		if n < 0 {
			return fmt.Errorf("damaged or truncated: %w", protowire.ParseError(n))
		}
		if err := visit(num, value, number); err != nil {
			return err
		}
		b = b[n:]
	}
	return nil
}
