package plan

import (
	"os"
	"slices"
	"testing"

	"github.com/finetune-go/ft/ftlib/backend"
	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/reproduction/paper"
)

// TestRepeatedRunEqualsItsRecord trains a run again of which only the record is there: the same numbers must be seen to
// be the same, although the record has them with eight digits.
func TestRepeatedRunEqualsItsRecord(t *testing.T) {
	b, err := backend.Open(t.Context(), backend.Options{Progress: progress.To(os.Stderr)})
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("FT_CACHE", t.TempDir())
	var p *Plan
	records := t.TempDir()
	for _, folder := range []string{records, t.TempDir()} {
		if p, err = New(folder, grid()[:1]); err != nil {
			t.Fatal(err)
		}
		p.Compare(records)
		if _, err := p.Execute(t.Context(), &fit.Session{Catalog: paper.Catalog(""), Backend: b}, Options{}); err != nil {
			t.Fatal(err)
		}
	}
	if r := p.Runs[0]; r.Before == nil || !slices.Equal(r.Before.History, r.Record.History) {
		t.Errorf("recorded %+v, then trained %+v", r.Before, r.Record)
	}
}
