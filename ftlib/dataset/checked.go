package dataset

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"

	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/internal/fetch"
)

// imageVersion is the version of golang.org/x/image in this program.
func imageVersion() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, m := range info.Deps {
			if m.Path == "golang.org/x/image" {
				return m.Version
			}
		}
	}
	return ""
}

// damaged decodes every file and returns those that cannot be. The verdict is kept in the cache until a name, size or
// modification time changes, unless a file could not be read: that may be over, such as a missing permission, without a
// trace in those.
func (d *Dataset) damaged(ctx context.Context, watch progress.Observer) ([]problem, error) {
	dir, err := fetch.CacheDir("pixels")
	if err != nil {
		return nil, err
	}
	// What one build of the decoders refuses, another may read.
	h := sha256.Sum256(fmt.Appendf(nil, "%s\n%d %s %s", d.Fingerprint(), decoderVersion, runtime.Version(), imageVersion()))
	path := filepath.Join(dir, hex.EncodeToString(h[:16])+".checked.json")
	var bad []problem
	if b, err := os.ReadFile(path); err == nil && json.Unmarshal(b, &bad) == nil {
		return bad, nil
	}
	bar := progress.Begin(watch, "checking images of "+d.Name, int64(len(d.Files)), "images")
	defer bar.Abort()
	var mu sync.Mutex
	found := map[int]problem{}
	unread := false
	err = parallel(ctx, len(d.Files), func(i int) error {
		if _, err := decodeFile(d.Path(i)); err != nil {
			mu.Lock()
			unread = unread || reason(err) != err
			found[i] = problem{d.Files[i], strings.TrimPrefix(reason(err).Error(), d.Path(i)+": ")}
			mu.Unlock()
		}
		bar.Add(1)
		return nil
	})
	if err != nil {
		return nil, err
	}
	bad = []problem{}
	for i := range d.Files {
		if p, ok := found[i]; ok {
			bad = append(bad, p)
		}
	}
	bar.Done()
	if unread {
		return bad, nil
	}
	return bad, fetch.WriteFile(path, func(w io.Writer) error { return json.NewEncoder(w).Encode(bad) })
}
