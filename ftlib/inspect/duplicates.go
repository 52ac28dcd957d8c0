package inspect

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/finetune-go/ft/ftlib/dataset"
)

// Pair are two images that show nearly the same.
type Pair struct {
	A, B       int
	Similarity float64 // correlation of their thumbnails, 1 for the same
	Across     bool    // they are said to be of different classes
}

const (
	// similar is the correlation from which on two images are taken for the same: copies that were scaled, compressed or
	// made brighter reach it.
	similar = 0.985

	thumbnail = 12    // side in pixels
	mostPairs = 10000 // of a thousand equal images there are half a million
)

// Duplicates finds near-duplicates by their pixels: two images are nearly the same where their thumbnails of 12×12
// pixels correlate. Pairs across classes come first, then the most similar. Images that cannot be read, and those of
// one colour but for equal ones, are in no pair. classes has the class of each path.
func Duplicates(ctx context.Context, paths []string, classes []int, exif bool) ([]Pair, error) {
	if len(classes) != len(paths) {
		return nil, fmt.Errorf("%d images and %d classes", len(paths), len(classes))
	}
	reading := dataset.Reading{Size: thumbnail, Interpolation: "box", Exif: exif}
	rgb, unread, err := reading.Load(ctx, paths)
	if err != nil {
		return nil, err
	}
	const size = thumbnail * thumbnail * 3
	prints := make([]*fingerprint, len(paths)) // nil: in no pair
	for i := range paths {
		if unread[i] == nil {
			prints[i] = newFingerprint(rgb[i*size : (i+1)*size])
		}
	}
	var all []Pair
	var mu sync.Mutex
	var next atomic.Int64
	var wait sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wait.Go(func() {
			var found []Pair
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= len(paths) {
					break
				}
				for j := i + 1; j < len(paths) && prints[i] != nil; j++ {
					if prints[j] == nil {
						continue
					}
					s := 1.0
					if !bytes.Equal(rgb[i*size:(i+1)*size], rgb[j*size:(j+1)*size]) {
						s = prints[i].correlation(prints[j])
					}
					if s >= similar {
						found = append(found, Pair{i, j, min(s, 1), classes[i] != classes[j]})
					}
				}
				found = first(found, 2*mostPairs)
			}
			mu.Lock()
			defer mu.Unlock()
			all = append(all, found...)
		})
	}
	wait.Wait()
	return first(all, 0), context.Cause(ctx)
}

// first sorts pairs once there are more than so many, and keeps the first ones.
func first(pairs []Pair, more int) []Pair {
	if len(pairs) <= more {
		return pairs
	}
	slices.SortFunc(pairs, func(a, b Pair) int {
		if a.Across != b.Across {
			return map[bool]int{true: -1, false: 1}[a.Across]
		}
		return cmp.Or(cmp.Compare(b.Similarity, a.Similarity), cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B))
	})
	return pairs[:min(len(pairs), mostPairs)]
}
