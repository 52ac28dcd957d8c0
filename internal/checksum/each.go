package checksum

import (
	"hash/crc32"
	"runtime"
	"sync"
	"sync/atomic"
)

// CRC is the plain CRC-32C of bytes, for what is too short for more than one core.
func CRC(data []byte) uint32 { return crc32.Checksum(data, castagnoli) }

// Each are the plain CRC-32Cs of the pieces of data: of that size, and a last one of what is left. All cores compute
// them.
func Each(data []byte, size int) []uint32 {
	sums := make([]uint32, (len(data)+size-1)/size)
	var next atomic.Int64
	var all sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(sums)) {
		all.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(sums); i = int(next.Add(1)) - 1 {
				sums[i] = CRC(data[i*size : min(len(data), (i+1)*size)])
			}
		})
	}
	all.Wait()
	return sums
}
