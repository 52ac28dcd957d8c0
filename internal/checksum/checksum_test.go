package checksum

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
)

// TestOneSum checks that what is written in pieces, lies in memory and lies in a file has one sum, and another one
// where a bit is flipped or an end is cut.
func TestOneSum(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, size := range []int{0, 1, blockSize - 1, blockSize, blockSize + 1, 3*blockSize + 5} {
		data := make([]byte, size)
		for i := range data {
			data[i] = byte(random.Uint32())
		}
		var w Writer
		for rest := data; len(rest) > 0; {
			n := min(len(rest), 1+random.IntN(blockSize))
			w.Write(rest[:n])
			rest = rest[n:]
		}
		path := filepath.Join(t.TempDir(), "data")
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
		want := w.Sum()
		file, err := File(path)
		if err != nil || file != want || Of(data) != want {
			t.Errorf("%d bytes: written %x, in memory %x, in a file %x, %v", size, want, Of(data), file, err)
		}
		if size == 0 {
			continue
		}
		if Of(data[:size-1]) == want {
			t.Errorf("%d bytes: one less has the same sum", size)
		}
		data[random.IntN(size)] ^= 1 << random.IntN(8)
		if Of(data) == want {
			t.Errorf("%d bytes: a flipped bit has the same sum", size)
		}
	}
	if _, err := File(filepath.Join(t.TempDir(), "none")); !os.IsNotExist(err) {
		t.Errorf("a missing file: %v", err)
	}
}

// TestAt checks that sums of what is written in pieces are those of the whole that is read.
func TestAt(t *testing.T) {
	data := make([]byte, 2*blockSize+77)
	for i := range data {
		data[i] = byte(i * i >> 3)
	}
	var b Writer
	for rest := data; len(rest) > 0; {
		n := min(len(rest), 1_000_003)
		b.Write(rest[:n])
		rest = rest[n:]
	}
	whole := func() uint32 {
		sum, err := At(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			t.Fatal(err)
		}
		return sum
	}
	want := whole()
	if got := b.Sum(); got != want {
		t.Errorf("%x in pieces, %x at once", got, want)
	}
	data[blockSize+5] ^= 1
	if whole() == want {
		t.Error("a changed bit has the same sum")
	}
}

func BenchmarkOf(b *testing.B) {
	data := make([]byte, 256<<20)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		Of(data)
	}
}

// TestEach compares with the sums of pieces one by one.
func TestEach(t *testing.T) {
	data := make([]byte, 1000)
	for i := range data {
		data[i] = byte(i * 7)
	}
	for _, size := range []int{1, 7, 500, 1000, 2000} {
		sums := Each(data, size)
		if len(sums) != (len(data)+size-1)/size {
			t.Fatalf("%d pieces of %d bytes", len(sums), size)
		}
		for i, sum := range sums {
			if sum != CRC(data[i*size:min(len(data), (i+1)*size)]) {
				t.Errorf("piece %d of %d bytes", i, size)
			}
		}
	}
}

func BenchmarkEach(b *testing.B) {
	data := make([]byte, 256<<20)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		Each(data, 1<<20)
	}
}
