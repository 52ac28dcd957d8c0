package fetch

import (
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gofrs/flock"
)

// TestLockMayBeRemoved checks that only one holds a lock however often its file comes and goes.
func TestLockMayBeRemoved(t *testing.T) {
	path := filepath.Join(t.TempDir(), "run")
	var inside atomic.Int32
	const many = 8
	ended := make(chan error)
	for range many {
		go func() {
			for range 3 {
				unlock, err := Lock(t.Context(), path, nil)
				if err != nil {
					ended <- err
					return
				}
				if inside.Add(1) != 1 {
					t.Error("two hold the lock")
				}
				time.Sleep(time.Millisecond) // others find it taken
				inside.Add(-1)
				if err := os.Remove(path + ".lock"); err != nil {
					t.Error(err)
				}
				unlock()
			}
			ended <- nil
		}()
	}
	for range many {
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
}

// TestLockOfARemovedFile checks that a lock on a file that was removed and made anew is known for what it is.
func TestLockOfARemovedFile(t *testing.T) {
	l := flock.New(filepath.Join(t.TempDir(), "run.lock"))
	if ok, err := l.TryLock(); err != nil || !ok || !named(l) {
		t.Fatalf("%v, %v, named: %v", ok, err, named(l))
	}
	defer l.Close()
	for _, change := range []func() error{func() error { return os.Remove(l.Path()) },
		func() error { return os.WriteFile(l.Path(), nil, 0o600) }} {
		if err := change(); err != nil {
			t.Fatal(err)
		}
		if named(l) {
			t.Error("a removed file is taken for the lock")
		}
	}
}
