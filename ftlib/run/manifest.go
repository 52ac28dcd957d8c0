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
	return r.verify(file, now)
}

// verify is Verify of a file in a state.
func (r *Run) verify(file, state string) error {
	err := r.manifest.check(r.Dir, file, state)
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

// Remove removes files of the run, and their names from the manifest. Until they are gone it says that they may be
// there or not, so that a process that is killed in between leaves a run that is whole.
func (r *Run) Remove(files ...string) error {
	m, _, err := readManifest(r.Dir)
	if err != nil {
		return err
	}
	named := m != nil && slices.ContainsFunc(files, func(file string) bool { return m.Files[file] != nil })
	if named {
		for _, file := range files {
			if states := m.Files[file]; states != nil && !slices.Contains(states, absent) {
				m.Files[file] = append(states, absent)
			}
		}
		if err := m.write(r.Dir); err != nil {
			return err
		}
	}
	for _, file := range files {
		if err := os.Remove(filepath.Join(r.Dir, file)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	if !named {
		return nil
	}
	for _, file := range files {
		delete(m.Files, file)
	}
	r.manifest = m
	return m.write(r.Dir)
}

// Adopt gives a run that is older than manifests one, of those of the files that it has: from here on they are to stay
// what they are.
func (r *Run) Adopt(files []string) error {
	if r.Sealed() {
		return nil
	}
	m := &manifest{Files: map[string][]string{}}
	for _, file := range files {
		now, err := state(r.Dir, file)
		if err != nil {
			return err
		}
		if now != absent && file != ManifestFile {
			m.Files[file] = []string{now}
		}
	}
	if m.Files[ConfigFile] == nil { // it is no run yet
		return nil
	}
	r.manifest = m
	return m.write(r.Dir)
}

// ReadFile reads a file of the run that is text, and verifies what it has read as [Run.Verify] does.
func (r *Run) ReadFile(file string) ([]byte, error) {
	const most = 1 << 30 // for lists of millions of images
	text, err := fetch.ReadFile(filepath.Join(r.Dir, file), most)
	if err != nil {
		return nil, err
	}
	return text, r.verify(file, fmt.Sprintf("%08x", checksum.Of(text)))
}
