package document

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/finetune-go/ft/ftlib/table"
)

// TestReplace puts a table where an older one was, twice with the same result, and refuses a page without a place.
func TestReplace(t *testing.T) {
	page := filepath.Join(t.TempDir(), "page.md")
	of := table.Table{Columns: []table.Column{{Head: "a"}}, Rows: [][]string{{"1"}}}
	const before, after = "text\n\n<!-- begin x -->\n", "<!-- end x -->\n\nmore\n"
	if err := os.WriteFile(page, []byte(before+"old\n"+after), 0o644); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := Replace(page, "x", of); err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(page)
		if want := before + "| a   |\n| --- |\n| 1   |\n" + after; err != nil || string(got) != want {
			t.Fatalf("got %s, %v, want %s", got, err, want)
		}
	}
	if err := Replace(page, "y", of); err == nil {
		t.Error("a page without the comments is taken")
	}
}
