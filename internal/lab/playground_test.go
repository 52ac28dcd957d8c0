package lab

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/finetune-go/ft/internal/drawn"
)

// controls is the playground in the page.
type controls struct{ browser }

// openPlayground runs notebook 09 until its controls live, with tries in a folder.
func openPlayground(t testing.TB, tries string) controls {
	l := theLab(t)
	t.Setenv("FT_TRIES", tries)
	dir := notebookDir(t, l)
	b := controls{openLab(t, l, dir, copyNotebook(t, l, dir, "09"))}
	b.runAll()
	b.live(firstCell)
	return b
}

// live waits until the controls can be used.
func (b controls) live(limit time.Duration) {
	b.t.Helper()
	b.wait(limit, `[...document.querySelectorAll(".ft-playground fieldset")].filter(f => !f.disabled).length === 2`)
	b.text(time.Minute, "Choose, and press Run.")
}

func (b controls) button(name string) string {
	return fmt.Sprintf(`document.querySelector('.ft-playground button[name="%s"]')`, name)
}

// set types a number or chooses from a menu.
func (b controls) set(name, value string) {
	b.t.Helper()
	b.do(10*time.Second, chromedp.Evaluate(fmt.Sprintf(`{
		const control = document.querySelector('.ft-playground [name="%s"]');
		control.value = %q;
		control.dispatchEvent(new Event("input", {bubbles: true}));
	}`, name, value), nil))
}

// press presses a button once it can be.
func (b controls) press(name string) {
	b.t.Helper()
	b.wait(time.Minute, "!"+b.button(name)+".disabled")
	b.click(b.button(name))
}

// tries waits until so many finished tries are in the table.
func (b controls) tries(n int) {
	b.t.Helper()
	b.wait(4*time.Minute, fmt.Sprintf(`[...document.querySelectorAll(".jp-OutputArea caption")].some(e => e.innerText === "Tries so far" && e.parentElement.tBodies[0].rows.length === %d)`, n))
}

func TestPlaygroundInTheBrowser(t *testing.T) {
	tries := filepath.Join(t.TempDir(), "tries")
	b := openPlayground(t, tries)
	b.set("epochs", "5")
	b.set("dropout", "0.4")
	b.press("Run")
	b.wait(time.Second, b.button("Run")+".disabled && !"+b.button("Stop")+".disabled")
	b.text(4*time.Minute, "ResNet50, N = 6, 5 epochs: loss")
	b.text(10*time.Second, "avg,512,drop0.4,256,drop0.4")
	b.wait(10*time.Second, figures(".jp-RenderedSVG img, .jp-RenderedSVG svg")+" === 2") // loss and accuracy
	b.wait(10*time.Second, "!"+b.button("Run")+".disabled && "+b.button("Stop")+".disabled")
	b.show(".ft-playground")
	b.screenshot("try")

	// The same again is a try of its own, and stopping one that would be the same leaves both.
	b.press("Run")
	b.tries(2)
	b.set("epochs", "200")
	b.press("Run")
	b.text(time.Minute, "of 200: loss")
	b.press("Stop")
	b.text(time.Minute, "of 200 epochs.")
	b.tries(2)
	models, err := filepath.Glob(filepath.Join(escape(tries), "*", "model.safetensors"))
	if err != nil || len(models) != 2 {
		t.Errorf("weights of the tries: %v, %v", models, err)
	}
	// Settings that do not go together, or are no number, are no end.
	b.set("network", "vgg16")
	b.set("trained layers N", "40")
	b.press("Run")
	b.text(time.Minute, "40 trainable layers: vgg16 with this head has")
	b.set("learning rate", "-1")
	b.press("Run")
	b.text(10*time.Second, "give a number above 0")
	b.screenshot("refused")
	b.set("learning rate", "0.0007")
	b.press("Save as configuration")
	b.text(10*time.Second, "Saved.")
	if saved, err := filepath.Glob(filepath.Join(escape(tries), "*.yaml")); err != nil || len(saved) != 1 {
		t.Errorf("saved %v, %v", saved, err)
	} else {
		contains(t, saved[0], "0.0007")
	}
}

// clickInView scrolls to an element before the mouse moves there.
func (b controls) clickInView(element string) {
	b.t.Helper()
	b.do(10*time.Second, chromedp.Evaluate(element+`.scrollIntoView({block: "center"})`, nil))
	time.Sleep(300 * time.Millisecond) // the page scrolls softly
	b.click(element)
}

// choose ticks the box of a line of the table of tries.
func (b controls) choose(line int) {
	b.t.Helper()
	b.clickInView(fmt.Sprintf(`document.querySelectorAll(".ft-tries tbody input")[%d]`, line))
}

// act presses a button for the chosen tries once it can be.
func (b controls) act(name string) {
	b.t.Helper()
	button := fmt.Sprintf(`document.querySelector('.ft-tries button[name="%s"]')`, name)
	b.wait(10*time.Second, "!!"+button+" && !"+button+".disabled")
	b.clickInView(button)
}

// TestTriesInTheBrowser compares, loads, exports, sorts and deletes tries.
func TestTriesInTheBrowser(t *testing.T) {
	tries := filepath.Join(t.TempDir(), "tries")
	b := openPlayground(t, tries)
	b.text(time.Minute, "Run will take about")
	for i, rate := range []string{"0.0001", "0.01"} {
		b.set("epochs", "4")
		b.set("learning rate", rate)
		b.press("Run")
		b.tries(i + 1)
	}
	b.choose(0)
	b.choose(1)
	b.act("Overlay")
	b.wait(20*time.Second, figures(".jp-RenderedSVG img, .jp-RenderedSVG svg")+" === 3")
	b.show(".ft-tries")
	b.screenshot("overlay")
	b.act("Export figure and table")
	b.text(20*time.Second, "Tries chosen: 2.")
	contains(t, filepath.Join(tries, "tries.tex"), "ResNet50")
	if info, err := os.Stat(filepath.Join(tries, "tries.pdf")); err != nil || info.Size() == 0 {
		t.Error(err)
	}
	rate := func(line int) string {
		return fmt.Sprintf(`document.querySelector(".ft-tries tbody").rows[%d].cells[5].innerText`, line)
	}
	b.clickInView(`document.querySelector('.ft-tries [aria-label="sort by learning rate"]')`) // downwards
	b.wait(10*time.Second, rate(0)+` === "0.01" && `+rate(1)+` === "0.0001"`)
	b.clickInView(`document.querySelector('.ft-tries [aria-label="sort by learning rate"]')`)
	b.wait(10*time.Second, rate(0)+` === "0.0001"`)
	b.choose(1) // not any more
	b.set("learning rate", "0.5")
	b.act("Load settings")
	b.wait(10*time.Second, `document.querySelector('.ft-playground [name="learning rate"]').value === "0.0001"`)
	b.act("Delete")
	b.wait(10*time.Second, `document.querySelector('.ft-tries button[name="Delete"]').innerText === "Delete 1 for ever?"`)
	b.act("Delete")
	b.tries(1)
	if left, err := filepath.Glob(filepath.Join(escape(tries), "*", "model.safetensors")); err != nil || len(left) != 1 {
		t.Errorf("left are %v, %v", left, err)
	}
}

// TestOwnImagesInThePlayground trains on a folder that is typed, and is told of one that is not there.
func TestOwnImagesInThePlayground(t *testing.T) {
	b := openPlayground(t, filepath.Join(t.TempDir(), "tries"))
	b.set("images", filepath.Join(t.TempDir(), "nothing"))
	b.press("Run")
	b.text(time.Minute, "give a folder with one sub-folder of images per class")
	demo, err := drawn.Open(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	b.set("images", demo.Root)
	b.set("epochs", "2")
	b.press("Run")
	b.tries(1)
}

// TestKeysInThePlayground presses keys that are commands of JupyterLab, which delete and insert cells.
func TestKeysInThePlayground(t *testing.T) {
	b := openPlayground(t, filepath.Join(t.TempDir(), "tries"))
	count := `document.querySelectorAll(".jp-Notebook .jp-Cell").length`
	var before, after int
	var value string
	b.do(10*time.Second, chromedp.Evaluate(count, &before))
	for _, control := range []string{"input[type=range]", "select", "button"} {
		b.do(10*time.Second, chromedp.Focus(".ft-playground "+control, chromedp.ByQuery),
			chromedp.KeyEvent("dd"), chromedp.KeyEvent("a"), chromedp.KeyEvent("b"), chromedp.KeyEvent("x"))
	}
	b.do(10*time.Second, chromedp.Evaluate(`document.querySelector('.ft-playground [name="learning rate"]').value = "0.001"`, nil),
		chromedp.Focus(`.ft-playground [aria-label="learning rate, slider"]`,
			chromedp.ByQuery), chromedp.KeyEvent(kb.ArrowRight), chromedp.KeyEvent(kb.ArrowRight),
		chromedp.Evaluate(`document.querySelector('.ft-playground [name="learning rate"]').value`, &value),
		chromedp.Evaluate(count, &after))
	if before != after {
		t.Errorf("%d cells before, %d after", before, after)
	}
	if value != "0.005" {
		t.Errorf("two steps of the slider after 0.001 give %s", value)
	}
}

// reload reloads the page, whether or not the notebook was saved.
func (b controls) reload() {
	b.t.Helper()
	chromedp.ListenTarget(b.ctx, func(event any) {
		if _, asked := event.(*page.EventJavascriptDialogOpening); asked {
			go chromedp.Run(b.ctx, page.HandleJavaScriptDialog(true)) //nolint:errcheck // the wait below finds out
		}
	})
	b.do(time.Minute, chromedp.Reload(), chromedp.WaitVisible(".jp-Notebook .jp-CodeCell", chromedp.ByQuery))
}

// TestReloadAndRestart reloads the page, which leaves the cell without one: it ends, and the next run has controls
// again. After a restart of the kernel the controls say that they are dead.
func TestReloadAndRestart(t *testing.T) {
	b := openPlayground(t, filepath.Join(t.TempDir(), "tries"))
	b.reload()
	b.runAll() // waits until the kernel is idle: the cell has ended
	b.live(firstCell)
	b.click(`[...document.querySelectorAll(".lm-MenuBar-itemLabel")].find(e => e.innerText === "Kernel")`)
	b.click(`document.querySelector('li[data-command="kernelmenu:restart"]')`)
	b.click(`document.querySelector(".jp-Dialog .jp-mod-warn")`)
	b.wait(time.Minute, `!document.querySelector(".ft-dead").hidden && document.querySelector(".ft-playground fieldset").disabled`)
	b.screenshot("dead")
}

// TestSavedPlayground opens a notebook that was saved while the playground ran.
func TestSavedPlayground(t *testing.T) {
	b := openPlayground(t, filepath.Join(t.TempDir(), "tries"))
	b.click(`[...document.querySelectorAll(".lm-MenuBar-itemLabel")].find(e => e.innerText === "File")`)
	b.click(`document.querySelector('li[data-command="docmanager:save"]')`)
	time.Sleep(2 * time.Second)
	b.reload()
	b.text(time.Minute, "These controls are dead")
	b.screenshot("saved")
}
