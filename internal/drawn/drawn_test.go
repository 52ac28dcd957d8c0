package drawn

import (
	"context"
	"os"
	"testing"
)

func TestOpen(t *testing.T) {
	t.Setenv("FT_CACHE", t.TempDir())
	d, err := Open(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if d.Name != "demo" || len(d.Files) != 160 || len(d.Classes) != 4 {
		t.Errorf("%s: %d files in classes %v", d.Name, len(d.Files), d.Classes)
	}
	if groups, err := d.Duplicates(); err != nil || len(groups) != 0 {
		t.Errorf("copies %v, error %v", groups, err)
	}
	if err := os.Remove(d.Path(7)); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(context.Background(), nil); err != nil {
		t.Errorf("a removed file is not drawn again: %v", err)
	}
}
