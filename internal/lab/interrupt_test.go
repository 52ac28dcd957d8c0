package lab

import (
	"path/filepath"
	"testing"
	"time"
)

// TestRunAllGoesOn breaks off two cells under Run All, by an error and by the menu's interrupt: as notebook 00 says,
// each ends and the next runs on.
func TestRunAllGoesOn(t *testing.T) {
	l := theLab(t)
	dir := notebookDir(t, l)
	path := filepath.Join(dir, "01-broken.ipynb")
	write(t, path, `import (
	"errors"
	"fmt"
	"time"

	"github.com/finetune-go/ft/ftlib/nb"
	"github.com/janpfeifer/must"
)`, "%%\nnb.Context()\nmust.M(errors.New(\"the first cell is broken\"))", `%%
ctx, stop := nb.Context()
defer stop()
fmt.Println("the second waits")
select {
case <-ctx.Done():
	fmt.Println("the second was interrupted")
case <-time.After(5 * time.Minute):
}`, "%%\nfmt.Println(\"the third runs on\")")
	b := openLab(t, l, dir, filepath.Base(path))
	b.runAll()
	b.text(firstCell, "the first cell is broken")
	b.text(firstCell, "the second waits")
	b.click(`[...document.querySelectorAll(".lm-MenuBar-itemLabel")].find(e => e.innerText === "Kernel")`)
	b.click(`document.querySelector('li[data-command="kernelmenu:interrupt"]')`)
	b.text(time.Minute, "the second was interrupted")
	b.text(firstCell, "the third runs on")
	b.screenshot("went-on")
}
