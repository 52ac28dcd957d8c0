package figure

import (
	"encoding/binary"
	"hash/crc32"
	"math"
)

// headerEnd is where a PNG file's first chunk ends: the signature, then IHDR with its 13 bytes.
const headerEnd = 8 + 4 + 4 + 13 + 4

// withResolution notes in a PNG file how many dots an inch has, which Go's encoder leaves out: programs take it for 72
// otherwise, and the figure becomes four times as wide as it is.
func withResolution(png []byte) []byte {
	dots := uint32(math.Round(pngDPI / 0.0254)) // a metre
	chunk := binary.BigEndian.AppendUint32(nil, 9)
	chunk = append(chunk, "pHYs"...)
	chunk = binary.BigEndian.AppendUint32(chunk, dots)
	chunk = binary.BigEndian.AppendUint32(chunk, dots)
	chunk = append(chunk, 1) // the unit is the metre
	chunk = binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE(chunk[4:]))
	out := append(png[:headerEnd:headerEnd], chunk...)
	return append(out, png[headerEnd:]...)
}
