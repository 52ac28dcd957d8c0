package fit

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
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
		if !ok || group == "" {
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
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(text), "\ufeff")))
	head, err := r.Read()
	if errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("groups: %s is empty: give a first line file,group", path)
	}
	if err != nil {
		return nil, fmt.Errorf("groups: %s: %w", path, err)
	}
	file, group := slices.Index(head, "file"), slices.Index(head, "group")
	if file < 0 || group < 0 {
		return nil, fmt.Errorf("groups: %s: %w", path, errors.New("its first line names no columns file and group"))
	}
	of := map[string]string{}
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return of, nil
		}
		if err != nil {
			return nil, fmt.Errorf("groups: %s: %w", path, err)
		}
		line, _ := r.FieldPos(0)
		if strings.TrimSpace(row[group]) == "" {
			return nil, fmt.Errorf("groups: %s, line %d: the image %q has no group: every image needs one", path, line,
				row[file])
		}
		if was, twice := of[row[file]]; twice && was != row[group] {
			return nil, fmt.Errorf("groups: %s, line %d: %q is in the groups %q and %q", path, line, row[file], was, row[group])
		}
		of[row[file]] = row[group]
	}
}
