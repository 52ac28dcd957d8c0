// Package golden reads the reference values from Keras that the parity tests compare with: Keras 3.15.1 on TensorFlow
// 2.21.0, float32, the paper's images and the ImageNet weights; the split is scikit-learn's. The small files are in
// testdata, so that every clone compares layer tables, parameter counts, the split and a batch norm. The images and
// activations, 10 MB of .npy files, are handed to the project beside its checkout, and what needs them is skipped
// without.
package golden

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/finetune-go/ft/internal/checkout"
)

// Values is golden.json.
type Values struct {
	Classes []string
	Files   []string
	Cuts    map[string]map[string]struct {
		Shape    []int
		Mean, L2 float64
	}
	Traces []Trace
}

// Trace is one short training in Keras.
type Trace struct {
	Model              string
	TrainableLayers    int         `json:"trainable_layers"`
	HeadSalt           int         `json:"head_salt"`
	Batch              int         `json:"batch"`
	Losses             []float64   `json:"loss_before_each_step"`
	TotalParams        int         `json:"total_params"`
	TrainableParams    int         `json:"trainable_params"`
	ProbabilitiesAfter [][]float64 `json:"probabilities_after"`
	Layers             []string
	BatchNorm          *struct {
		MovingMean     []float64 `json:"moving_mean_8"`
		MovingVariance []float64 `json:"moving_variance_8"`
		Gamma          []float64 `json:"gamma_8"`
	} `json:"conv5_block3_3_bn_after"`
}

// Path returns a file of the reference values, from testdata or from ../shared/golden beside the module; the test is
// skipped where neither has it.
func Path(t testing.TB, name string) string {
	t.Helper()
	root := checkout.Root()
	if root == "" {
		t.Fatal("not inside the module")
	}
	for _, place := range []string{filepath.Join(root, "internal", "golden", "testdata"),
		filepath.Join(filepath.Dir(root), "shared", "golden")} {
		path := filepath.Join(place, name)
		if _, err := os.Stat(path); err == nil {
			return path
		}
	}
	t.Skipf("no reference values: ../shared/golden/%s is not there", name)
	return ""
}

// Read returns golden.json.
func Read(t testing.TB) *Values {
	t.Helper()
	return read[Values](t, "golden.json")
}

func read[T any](t testing.TB, name string) *T {
	t.Helper()
	text, err := os.ReadFile(Path(t, name))
	if err != nil {
		t.Fatal(err)
	}
	v := new(T)
	if err := json.Unmarshal(text, v); err != nil {
		t.Fatal(err)
	}
	return v
}

// Array reads a .npy file in C order and little-endian bytes: its shape and raw data.
func Array(t testing.TB, name string) (shape []int, data []byte) {
	t.Helper()
	b, err := os.ReadFile(Path(t, name))
	if err != nil {
		t.Fatal(err)
	}
	n := 10 + int(binary.LittleEndian.Uint16(b[8:]))
	found := regexp.MustCompile(`'shape': \(([^)]*)\)`).FindStringSubmatch(string(b[:n]))
	if found == nil {
		t.Fatal(fmt.Errorf("%s: no shape in its header", name))
	}
	for word := range strings.SplitSeq(found[1], ",") {
		if word = strings.TrimSpace(word); word != "" {
			d, err := strconv.Atoi(word)
			if err != nil {
				t.Fatal(err)
			}
			shape = append(shape, d)
		}
	}
	return shape, b[n:]
}

// Hashed are the head weights of the traces: Knuth's multiplicative hash of the index, spread over ±limit.
func Hashed(n, salt int, limit float64) []float32 {
	v := make([]float32, n)
	for i := range v {
		u := float64((uint64(i)*2654435761+uint64(salt)*40503)%(1<<32)) / (1 << 32)
		v[i] = float32((2*u - 1) * limit)
	}
	return v
}
