package fit

import (
	"strings"
	"testing"

	"github.com/finetune-go/ft/ftlib/dataset"
	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/ftlib/run"
)

// TestSmallClassIsTold checks that a class with fewer images than folds is named in one line, with what to do.
func TestSmallClassIsTold(t *testing.T) {
	d := &dataset.Dataset{Name: "photos", Classes: []string{"cat", "owl"}, Labels: []int{0, 0, 0, 1, 1, 0, 0}}
	for k, want := range map[run.Split]string{
		{Kind: "stratified", Folds: 3}: "warning: photos: class owl has 2 images, fewer than the 3 folds, so some test sets lack it: add images to it, or give at most 2 folds\n",
		{Kind: "stratified", Folds: 2}: "",
		{Kind: "kfold", Folds: 3}:      "",
	} {
		var log strings.Builder
		warnOfSmallClass(progress.To(&log), k, d)
		if log.String() != want {
			t.Errorf("%+v: %q", k, log.String())
		}
	}
	warnOfSmallClass(nil, run.Split{Kind: "stratified", Folds: 3}, d) // silent
}
