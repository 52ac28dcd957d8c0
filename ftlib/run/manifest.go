package run

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"syscall"

	"github.com/finetune-go/ft/internal/checksum"
	"github.com/finetune-go/ft/internal/fetch"
)

// ManifestFile says of each file of a run folder what it is to be, so that a damaged or foreign one is found. Runs that
// are older than it have none.
const ManifestFile = "manifest.json"

// ErrDamaged says that a file of a run is not what was written.
var ErrDamaged = errors.New("is damaged")

// ErrChanged says that a run has been written anew since it was read.
var ErrChanged = errors.New("has changed while it was read")

// absent stands for a file that is not there.
const absent = "absent"

// manifest is what ManifestFile holds. While a file is replaced it may be what it was or what it is to be, so that a
// process that is killed between two files leaves a folder that is whole.
type manifest struct {
	Files map[string][]string `json:"files"`  // checksum of package checksum as %08x, or absent
	Sum   string              `json:"crc32c"` // of the above
}

func (m *manifest) sum() string {
	text, _ := json.Marshal(m.Files) // plain fields: can't fail
	return fmt.Sprintf("%08x", checksum.CRC(text))
}

// readManifest returns nil where there is none, and the text that it has read.
func readManifest(dir string) (*manifest, []byte, error) {
	path := filepath.Join(dir, ManifestFile)
	text, err := fetch.ReadFile(path, maxText)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	m := &manifest{}
	if err := json.Unmarshal(text, m); err != nil || m.Sum != m.sum() {
		return nil, text, fmt.Errorf("%s %w: restore it from a copy, or train the run again", path, ErrDamaged)
	}
	return m, text, nil
}

func (m *manifest) write(dir string) error {
	m.Sum = m.sum()
	return writeJSON(filepath.Join(dir, ManifestFile), m)
}

// check says whether a file in a state, a checksum or absent, is what was written. A file that the manifest does not
// name was not; without a manifest all are taken as they are.
func (m *manifest) check(dir, file, state string) error {
	if m == nil || slices.Contains(m.Files[file], state) || m.Files[file] == nil && state == absent {
		return nil
	}
	path, why := filepath.Join(dir, file), "it is not what was written"
	switch {
	case state == absent:
		why = "it is missing"
	case m.Files[file] == nil:
		why = ManifestFile + " does not name it"
	}
	return fmt.Errorf("%s %w: %s: restore it from a copy, or train the run again", path, ErrDamaged, why)
}

// state is what a file of a folder is now.
func state(dir, file string) (string, error) {
	sum, err := checksum.File(filepath.Join(dir, file))
	if errors.Is(err, fs.ErrNotExist) {
		return absent, nil
	}
	return fmt.Sprintf("%08x", sum), err
}

// Sealed says whether the run, as read, has a manifest.
func (r *Run) Sealed() bool { return r.manifest != nil }

// Verify says whether a file of the run, such as its model, is what was written; without a manifest that is not known,
// and no error. Files that Read reads it has verified. A file that another training has written meanwhile is
// ErrChanged.
func (r *Run) Verify(file string) error {
	if r.manifest == nil {
		return nil
	}
	now, err := state(r.Dir, file)
	if err != nil {
		return err
	}
	err = r.manifest.check(r.Dir, file, now)
	if err != nil {
		if changed := r.Unchanged(); errors.Is(changed, ErrChanged) {
			return changed
		}
	}
	return err
}

// Unchanged returns ErrChanged if the folder does not hold the run any more that was read. Of older runs, which have no
// manifest, that is not known.
func (r *Run) Unchanged() error {
	now, _, err := readManifest(r.Dir)
	if err != nil {
		return err
	}
	if (now == nil) != (r.manifest == nil) || now != nil && now.Sum != r.manifest.Sum {
		return fmt.Errorf("%s %w", r.Dir, ErrChanged)
	}
	return nil
}

// Remove removes a file of the run, and its name from the manifest.
func (r *Run) Remove(file string) error {
	if err := os.Remove(filepath.Join(r.Dir, file)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	m, _, err := readManifest(r.Dir)
	if err != nil || m == nil || m.Files[file] == nil {
		return err
	}
	delete(m.Files, file)
	r.manifest = m
	return m.write(r.Dir)
}
