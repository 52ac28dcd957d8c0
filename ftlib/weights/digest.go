package weights

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/finetune-go/ft/ftlib/internal/mapped"
)

// Digest is the SHA-256, in hexadecimal, over the tensors in the byte order of their names, each as its name, a line
// feed, its shape joined by commas, a line feed, and its values as little-endian float32. It does not depend on the
// file format, so it tells whether two files hold the same weights.
func Digest(tensors map[string]Tensor) string {
	h := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(tensors)) {
		t := tensors[name]
		dims := make([]string, len(t.Shape))
		for i, d := range t.Shape {
			dims[i] = strconv.Itoa(d)
		}
		fmt.Fprintf(h, "%s\n%s\n", name, strings.Join(dims, ","))
		h.Write(mapped.Bytes(t.Data))
	}
	return hex.EncodeToString(h.Sum(nil))
}
