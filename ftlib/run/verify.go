package run

import (
	"fmt"
	"maps"
	"slices"
)

// Verdict is what is known of the files of a run folder.
type Verdict struct {
	Dir     string
	Run     *Run     // nil where it cannot be read
	Missing []string // files that the manifest names and that are not there, such as a model that version control leaves out
	Err     error    // the first file that is not what was written, or cannot be read; nil if there is none
}

// Verify reads a run folder and verifies all files that its manifest names. A file that does not lie in the folder but,
// say, in an archive may be given by its checksum, that of package checksum as %08x.
func Verify(dir string, elsewhere map[string]string) Verdict {
	for tries := 1; ; tries++ {
		v := verify(dir, elsewhere)
		if v.Err == nil && v.Missing == nil || v.Run == nil || tries == 5 || v.Run.Unchanged() == nil {
			return v
		}
	} // a training has written meanwhile
}

func verify(dir string, elsewhere map[string]string) Verdict {
	v := Verdict{Dir: dir}
	if v.Run, v.Err = Read(dir); v.Err != nil || !v.Run.Sealed() {
		return v
	}
	for _, file := range slices.Sorted(maps.Keys(v.Run.manifest.Files)) {
		now, given := elsewhere[file]
		if !given {
			var err error
			if now, err = state(dir, file); err != nil {
				v.Err = fmt.Errorf("%s: %w", dir, err)
				return v
			}
		}
		if now == absent { // those that must be there, Read has found
			if !slices.Contains(v.Run.manifest.Files[file], absent) {
				v.Missing = append(v.Missing, file)
			}
		} else if v.Err = v.Run.manifest.check(dir, file, now); v.Err != nil {
			return v
		}
	}
	return v
}
