package plan

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/reproduction/paper"
)

// TestPlanOfADamagedFolder plans the other runs around one that can't be read, which --force alone makes anew.
func TestPlanOfADamagedFolder(t *testing.T) {
	for _, file := range []string{run.ConfigFile, run.HistoryFile, run.ResultFile} {
		folder := t.TempDir()
		row, err := paper.Find(8, 6)
		if err != nil {
			t.Fatal(err)
		}
		var wants []Want
		for _, c := range row.Configs(1, true) {
			record(t, folder, c, 200, "here")
			wants = append(wants, Want{row, c})
		}
		damaged := filepath.Join(folder, paper.RunName(wants[1].Config))
		if err := os.Truncate(filepath.Join(damaged, file), 10); err != nil {
			t.Fatal(err)
		}
		p, err := New(folder, wants)
		if err != nil {
			t.Fatal(err)
		}
		if text := p.Table().String(); !strings.Contains(text, "damaged") || !strings.Contains(text,
			"5, of which 4 done, 0 begun, 1 to do") {
			t.Errorf("%s: %s", file, text)
		}
		if r := p.Damaged(); r == nil || r.Dir != damaged || !strings.Contains(r.Damage.Error(), file) {
			t.Errorf("%s: %+v", file, r)
		}
		if got := p.Complete(row); got != nil {
			t.Errorf("%s: %d folds are taken for a whole row", file, len(got))
		}
		if p.Forget(); p.Damaged() != nil {
			t.Errorf("%s: a run that is made anew is in its own way", file)
		}
	}
}
