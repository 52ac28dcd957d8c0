package fit

import (
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/finetune-go/ft/ftlib/dataset"
)

// groupPattern is the regular expression of groups; nil where there are none or a file names them.
func groupPattern(groups string) (*regexp.Regexp, error) {
	if groups == "" || strings.HasSuffix(strings.ToLower(groups), ".csv") {
		return nil, nil
	}
	pattern, err := regexp.Compile(groups)
	if err != nil || pattern.NumSubexp() == 0 {
		return nil, fmt.Errorf("groups %q: give a file.csv with columns file and group, or a regular expression with a "+
			"part in parentheses, such as ([^/]+)_[0-9]+", groups)
	}
	return pattern, nil
}

// groupsOf is the group of each image; nil where there are none.
func groupsOf(groups string, d *dataset.Dataset) ([]string, error) {
	if groups == "" {
		return nil, nil
	}
	pattern, err := groupPattern(groups)
	if err != nil {
		return nil, err
	}
	of := func(file string) (string, bool) {
		m := pattern.FindStringSubmatch(file)
		if m == nil {
			return "", false
		}
		return m[1], true
	}
	if pattern == nil {
		listed, err := readGroups(groups)
		if err != nil {
			return nil, err
		}
		of = func(file string) (string, bool) {
			group, ok := listed[file]
			return group, ok
		}
	}
	out := make([]string, len(d.Files))
	for i, file := range d.Files {
		group, ok := of(file)
		if !ok {
			return nil, fmt.Errorf("groups %s: the image %q has none: every image needs one", groups, file)
		}
		out[i] = group
	}
	return out, nil
}

// maxGroups bounds a file of groups, far above any real one.
const maxGroups = 256 << 20

// readGroups reads a file with the columns file and group.
func readGroups(path string) (map[string]string, error) {
	if info, err := os.Stat(path); err != nil {
		return nil, fmt.Errorf("groups: %w", err)
	} else if !info.Mode().IsRegular() || info.Size() > maxGroups {
		return nil, fmt.Errorf("groups: %s is no file of groups", path)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("groups: %w", err)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(text), "\ufeff"))).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("groups: %s: %w", path, err)
	}
	if len(rows) == 0 {
		return nil, fmt.Errorf("groups: %s is empty: give a first line file,group", path)
	}
	file, group := slices.Index(rows[0], "file"), slices.Index(rows[0], "group")
	if file < 0 || group < 0 {
		return nil, fmt.Errorf("groups: %s: %w", path, errors.New("its first line names no columns file and group"))
	}
	of := map[string]string{}
	for i, row := range rows[1:] {
		if was, twice := of[row[file]]; twice && was != row[group] {
			return nil, fmt.Errorf("groups: %s, row %d: %q is in the groups %q and %q", path, i+1, row[file], was, row[group])
		}
		of[row[file]] = row[group]
	}
	return of, nil
}
