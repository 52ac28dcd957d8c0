package fit

import (
	"os"
	"path/filepath"
	"testing"
)

// FuzzGroups reads files of groups: an error, or a group for each image that is named.
func FuzzGroups(f *testing.F) {
	f.Add([]byte("file,group\ncats/1.jpg,a\n\"dogs/1.jpg\",b\n"))
	f.Add([]byte("\ufeffgroup,file,more\na,cats/1.jpg,\n"))
	path := filepath.Join(f.TempDir(), "groups.csv")
	f.Fuzz(func(t *testing.T, text []byte) {
		if err := os.WriteFile(path, text, 0o644); err != nil {
			t.Fatal(err)
		}
		of, err := readGroups(path)
		for file, group := range of {
			if err == nil && group == "" {
				t.Errorf("%q has no group", file)
			}
		}
	})
}

// FuzzPhases reads phases as people write them.
func FuzzPhases(f *testing.F) {
	f.Add("head:5:1e-3;conv5_block3,head:10:1e-5")
	f.Fuzz(func(t *testing.T, text string) {
		all, err := ParsePhases(text)
		for _, p := range all {
			if err == nil && p.Trainable == "" {
				t.Errorf("%q trains nothing", text)
			}
		}
	})
}
