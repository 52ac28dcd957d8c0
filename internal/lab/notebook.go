package lab

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// notebook is what is needed of an .ipynb file.
type notebook struct {
	Cells []struct {
		Type   string    `json:"cell_type"`
		Source multiline `json:"source"`
	} `json:"cells"`
	Metadata struct {
		// Results are patterns of the files below results/ whose content the notebook shows, such as "table1/*"; a
		// pattern that names a folder means all in it. Without the key it is every file.
		Results *[]string `json:"ft_results"`

		// Digests at the time of execution.
		ResultsDigest string `json:"ft_results_digest"`
		SourceDigest  string `json:"ft_source_digest"`
		LibraryDigest string `json:"ft_library_digest"`
	} `json:"metadata"`
}

// multiline is text that a notebook stores as one string or as a list of lines.
type multiline string

func (m *multiline) UnmarshalJSON(b []byte) error {
	var s string
	if json.Unmarshal(b, &s) == nil {
		*m = multiline(s)
		return nil
	}
	var lines []string
	if err := json.Unmarshal(b, &lines); err != nil {
		return err
	}
	*m = multiline(strings.Join(lines, ""))
	return nil
}

func readNotebook(path string) (*notebook, error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("no notebook %s: ft notebook check shows the names", path)
	} else if err != nil {
		return nil, err
	}
	var nb notebook
	if err := json.Unmarshal(b, &nb); err != nil {
		return nil, fmt.Errorf("%s is not a notebook: %w", path, err)
	}
	return &nb, nil
}

// List returns the notebooks in a folder, in the order of their names.
func List(dir string) ([]string, error) {
	return filepath.Glob(filepath.Join(escape(dir), "[0-9]*.ipynb"))
}

// escape makes a folder's name stand for itself in a pattern.
func escape(dir string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(dir)
}

// Find returns the notebook that a name stands for: a file, its name without .ipynb, or the start of that ("05").
func Find(dir, name string) (string, error) {
	if strings.HasSuffix(name, ".ipynb") {
		if _, err := os.Stat(name); err == nil {
			return name, nil
		}
		name = strings.TrimSuffix(filepath.Base(name), ".ipynb")
	}
	all, err := List(dir)
	if err != nil {
		return "", err
	}
	var found []string
	for _, path := range all {
		base := strings.TrimSuffix(filepath.Base(path), ".ipynb")
		number, _, _ := strings.Cut(base, "-")
		if base == name || number == name { // 00 is 00-start, beside which there is 00b
			return path, nil
		}
		if strings.HasPrefix(base, name) {
			found = append(found, path)
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return "", fmt.Errorf("no notebook %q: there are %s", name, baseNames(all))
	default:
		return "", fmt.Errorf("%q stands for %s: write more of the name", name, baseNames(found))
	}
}

func baseNames(paths []string) string {
	var names []string
	for _, p := range paths {
		names = append(names, strings.TrimSuffix(filepath.Base(p), ".ipynb"))
	}
	return strings.Join(names, ", ")
}

// reParam matches a cell's nb.Param("epochs", 20).
var reParam = regexp.MustCompile(`\bnb\.Param(?:\[[^(]*\])?\(\s*"([^"]*)"`)

// params are the names that the notebook's cells ask for, sorted.
func (nb *notebook) params() []string {
	names := map[string]bool{}
	for _, c := range nb.Cells {
		if c.Type == "code" {
			for _, m := range reParam.FindAllStringSubmatch(string(c.Source), -1) {
				names[m[1]] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// CheckSet refuses parameters that no cell of a notebook asks for: otherwise a slip of the pen runs for minutes with
// the defaults. RunNotebook does so too; this is for those who have work to do before it.
func CheckSet(path string, set map[string]string) error {
	nb, err := readNotebook(path)
	if err != nil {
		return err
	}
	return nb.checkSet(path, set)
}

func (nb *notebook) checkSet(path string, set map[string]string) error {
	known := nb.params()
	for _, name := range slices.Sorted(maps.Keys(set)) {
		if slices.Contains(known, name) {
			continue
		}
		if len(known) == 0 {
			return fmt.Errorf("%s has no parameters: leave out --set %s", filepath.Base(path), name)
		}
		return fmt.Errorf("%s has no parameter %q: it has %s", filepath.Base(path), name, strings.Join(known, ", "))
	}
	return nil
}
