package dataset

import (
	"context"
	"crypto/sha256"
)

// OpenKnown lists a folder whose files are known to be sound, such as by their digests: it does not look into them.
// Whatever does not belong there is an error.
func OpenKnown(root string) (*Dataset, error) { return list(root, true) }

// Sums are the SHA-256 digests of the files' contents, in the order of Files.
func (d *Dataset) Sums(ctx context.Context) ([][sha256.Size]byte, error) { return d.contents(ctx) }
