package weights

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/finetune-go/ft/ftlib/internal/mapped"
	"github.com/finetune-go/ft/internal/checksum"
)

// ErrDamaged says that a file is not what was written, or none of its format. Other errors of reading one, such as too
// little memory, say nothing against the file.
var ErrDamaged = errors.New("damaged")

// sealKey is the metadata's key for the checksum of a file. Files of others have none.
const sealKey = "ft.crc32c"

// Sealed says whether the metadata of a file have its checksum: then it was verified when they were read.
func Sealed(metadata map[string]string) bool { return metadata[sealKey] != "" }

// SealedMetadata are metadata with the checksum of tensors and metadata, for a file that is read again.
func SealedMetadata(tensors map[string]Tensor, metadata map[string]string) map[string]string {
	all := map[string]string{}
	maps.Copy(all, metadata)
	all[sealKey] = seal(tensors, all)
	return all
}

// seal is the checksum of tensors and metadata, at memory speed: what Digest says of tensors alone with a SHA-256.
func seal(tensors map[string]Tensor, metadata map[string]string) string {
	var all strings.Builder
	for _, key := range slices.Sorted(maps.Keys(metadata)) {
		if key != sealKey {
			fmt.Fprintf(&all, "%q %q\n", key, metadata[key])
		}
	}
	for _, name := range slices.Sorted(maps.Keys(tensors)) {
		fmt.Fprintf(&all, "%q %d %08x\n", name, tensors[name].Shape, checksum.Of(mapped.Bytes(tensors[name].Data)))
	}
	return fmt.Sprintf("%08x", checksum.CRC([]byte(all.String())))
}
