package frozen

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/finetune-go/ft/ftlib/internal/mapped"
	"github.com/finetune-go/ft/internal/checksum"
)

// batchesName is the file with a line for each batch: the CRC-32C of what it gave for each boundary layer, made of the
// values in memory. A first line says which folder they belong to, so that those of another one are none.
const batchesName = "batches.crc"

// errDamaged is wrapped by errors that mean that files are not what was written; others, such as too little memory, are
// no reason to compute them again.
var errDamaged = errors.New("damaged")

func batchesHead(dir string) string {
	return "ft-prefix 1 " + strings.TrimSuffix(filepath.Base(dir), ".part") + "\n"
}

// batchLine writes the sums of a batch.
func batchLine(sums []uint32) string {
	var line strings.Builder
	for _, sum := range sums {
		fmt.Fprintf(&line, " %08x", sum)
	}
	return line.String()[1:] + "\n"
}

// parseBatches reads the lines up to the first one that is none of ours, and the length of what it has read.
func parseBatches(text []byte, head string, layers int) (lines [][]uint32, length int) {
	rest, ours := strings.CutPrefix(string(text), head)
	if !ours {
		return nil, 0
	}
	length = len(head)
	for line := range strings.Lines(rest) {
		var sums []uint32
		for field := range strings.FieldsSeq(line) {
			sum, err := strconv.ParseUint(field, 16, 32)
			if err != nil {
				return lines, length
			}
			sums = append(sums, uint32(sum))
		}
		if len(sums) != layers || batchLine(sums) != line {
			return lines, length
		}
		lines, length = append(lines, sums), length+len(line)
	}
	return lines, length
}

// intact counts the batches at the beginning of a layer's values that are what their lines say.
func intact(data []byte, lines [][]uint32, layer, size int) int {
	for i, sum := range checksum.Each(data[:min(len(data), len(lines)*size)], size) {
		if sum != lines[i][layer] {
			return i
		}
	}
	return min(len(lines), (len(data)+size-1)/size)
}

// intactFile is intact for a file.
func intactFile(path string, lines [][]uint32, layer, size int) (int, error) {
	info, err := os.Stat(path)
	if errors.Is(err, os.ErrNotExist) || err == nil && info.Size() == 0 {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	data, unmap, err := mapped.Open(path)
	if err != nil {
		return 0, err
	}
	defer unmap()
	return intact(data, lines, layer, size), nil
}
