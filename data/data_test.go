package data

import (
	"slices"
	"strings"
	"testing"
)

func TestPaper(t *testing.T) {
	files, err := Paper()
	if err != nil {
		t.Fatal(err)
	}
	classes := map[string]int{}
	contents := map[string]bool{}
	for _, f := range files {
		class, _, _ := strings.Cut(f.Name, "/")
		classes[class]++
		contents[f.SHA256] = true
	}
	for _, c := range []string{"Humans", "cats", "dogs", "horses"} {
		if classes[c] != 202 {
			t.Errorf("%d images of %s, want 202", classes[c], c)
		}
	}
	if len(files) != 808 || len(contents) != 808-19-19 {
		t.Errorf("%d files, %d different ones, want 808 and 770", len(files), len(contents))
	}
	if !slices.IsSortedFunc(files, func(a, b File) int { return strings.Compare(a.Name, b.Name) }) {
		t.Error("not in byte order")
	}
}

func TestParseRefuses(t *testing.T) {
	for _, bad := range []string{"x\n", strings.Repeat("0", 64) + "  no class\n", strings.Repeat("0", 64) + " a/b\n"} {
		if _, err := parse(bad); err == nil {
			t.Errorf("%q: no error", bad)
		}
	}
}
