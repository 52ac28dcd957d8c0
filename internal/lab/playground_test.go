package lab

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// controls is the playground in the page.
type controls struct{ browser }

// openPlayground runs notebook 09 until its controls live, with tries in a folder.
func openPlayground(t *testing.T, tries string) controls {
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
