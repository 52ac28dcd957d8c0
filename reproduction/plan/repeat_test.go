package plan

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/finetune-go/ft/ftlib/backend"
	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/progress"
)

// TestRepeatedRunEqualsItsRecord trains a run again of which only the record is there: the same numbers must be seen to
// be the same, although the record has them with eight digits.
func TestRepeatedRunEqualsItsRecord(t *testing.T) {
	b, err := backend.Open(t.Context(), backend.Options{Progress: progress.To(os.Stderr)})
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("FT_CACHE", t.TempDir())
	folder := t.TempDir()
	var p *Plan
	for range 2 {
		if p, err = New(folder, grid()[:1]); err != nil {
			t.Fatal(err)
		}
		p.ForgetRecords()
		if _, err := p.Execute(t.Context(), &fit.Session{Backend: b}, Options{}); err != nil {
			t.Fatal(err)
		}
		if err := os.Remove(filepath.Join(p.Runs[0].Dir, fit.ModelFile)); err != nil {
			t.Fatal(err)
		}
	}
	if r := p.Runs[0]; r.Before == nil || !slices.Equal(r.Before.History, r.Record.History) {
		t.Errorf("recorded %+v, then trained %+v", r.Before, r.Record)
	}
}
