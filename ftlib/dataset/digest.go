package dataset

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
)

// Fingerprint tells quickly whether the folder is as it was: a hexadecimal SHA-256 over Root and every file's name,
// size and modification time when it was listed. No file is opened.
func (d *Dataset) Fingerprint() string {
	h := sha256.New()
	fmt.Fprintf(h, "%s\n", d.Root)
	for i, f := range d.Files {
		fmt.Fprintf(h, "%s\n%d %d\n", f, d.stats[i].size, d.stats[i].mtime)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Digest identifies the data set wherever it is: a hexadecimal SHA-256 over every file in the order of Files, as its
// name, a line feed, its own hexadecimal SHA-256 and a line feed. Files are read once, on all cores.
func (d *Dataset) Digest() (string, error) {
	sums, err := d.contents(context.Background())
	if err != nil {
		return "", err
	}
	h := sha256.New()
	for i, f := range d.Files {
		fmt.Fprintf(h, "%s\n%x\n", f, sums[i])
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// contents is the SHA-256 of each file.
func (d *Dataset) contents(ctx context.Context) ([][32]byte, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.sums != nil {
		return d.sums, nil
	}
	sums := make([][32]byte, len(d.Files))
	err := parallel(ctx, len(d.Files), func(i int) error {
		data, err := os.ReadFile(d.Path(i))
		sums[i] = sha256.Sum256(data)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("data set %s: %w", d.Name, err)
	}
	d.sums = sums
	return sums, nil
}

// Duplicates groups the images whose files are byte for byte the same: indices ascending, groups by their first.
// Images without a copy are in no group.
func (d *Dataset) Duplicates() ([][]int, error) {
	sums, err := d.contents(context.Background())
	if err != nil {
		return nil, err
	}
	group := map[[32]byte]int{}
	var all, groups [][]int
	for i, s := range sums {
		g, seen := group[s]
		if !seen {
			g = len(all)
			group[s] = g
			all = append(all, nil)
		}
		all[g] = append(all[g], i)
	}
	for _, g := range all {
		if len(g) > 1 {
			groups = append(groups, g)
		}
	}
	return groups, nil
}

// AcrossSplit counts the test images that have a copy in the training set: their test results prove little.
// Groups are those of Duplicates; train and test hold indices of the same list.
func AcrossSplit(groups [][]int, train, test []int) int {
	group := map[int]int{}
	for g, members := range groups {
		for _, i := range members {
			group[i] = g
		}
	}
	trained := map[int]bool{}
	for _, i := range train {
		if g, ok := group[i]; ok {
			trained[g] = true
		}
	}
	count := 0
	for _, i := range test {
		if g, ok := group[i]; ok && trained[g] {
			count++
		}
	}
	return count
}
