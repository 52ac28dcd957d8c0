// Package browsertest looks at pages in a real browser, for tests.
package browsertest

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// View is a way to look at a page.
type View struct {
	Name          string
	Width, Height int64
	Media         string // "print", or "" for the screen
	Faults        string // JavaScript whose value is a list of what is wrong, as text
}

// overflow finds what reaches beyond the right edge of the screen, and is not in a part that scrolls by itself. Folded
// parts are opened before. The first five are enough.
const overflow = `(() => {
	document.querySelectorAll('details').forEach(d => { d.open = true });
	const edge = innerWidth, faults = [];
	const wide = document.documentElement.scrollWidth;
	if (wide > edge) faults.push('the page is ' + wide + ' pixels wide');
	const scrolls = e => e &&
		(['auto', 'scroll', 'hidden'].includes(getComputedStyle(e).overflowX) || scrolls(e.parentElement));
	for (const e of document.body.querySelectorAll('*')) {
		const right = e.getBoundingClientRect().right;
		if (right > edge + 1 && !scrolls(e.parentElement))
			faults.push(e.tagName + ' ends at ' + Math.round(right) + ': ' + e.textContent.slice(0, 40));
	}
	return faults.slice(0, 5);
})()`

// Phone and Laptop are screens on which nothing may overflow.
var (
	Phone  = View{Name: "phone", Width: 390, Height: 844, Faults: overflow}
	Laptop = View{Name: "laptop", Width: 1280, Height: 800, Faults: overflow}
)

// Inspect opens an HTML file in each view, and reports the faults that it finds there.
func Inspect(t *testing.T, page string, views ...View) {
	t.Helper()
	chromium, err := exec.LookPath("chromium")
	if testing.Short() || err != nil {
		t.Skip("needs Chromium")
	}
	if page, err = filepath.Abs(page); err != nil {
		t.Fatal(err)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chromium),
		chromedp.UserDataDir(t.TempDir()), chromedp.Flag("no-sandbox", os.Geteuid() == 0)) // root cannot have the sandbox
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	defer cancel()
	ctx, cancel = chromedp.NewContext(ctx)
	defer cancel()
	ctx, cancel = context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for _, v := range views {
		var faults []string
		err := chromedp.Run(ctx, chromedp.EmulateViewport(v.Width, v.Height),
			emulation.SetEmulatedMedia().WithMedia(v.Media),
			chromedp.Navigate("file://"+filepath.ToSlash(page)), chromedp.Evaluate(v.Faults, &faults))
		if err != nil {
			t.Fatalf("%s: %v", v.Name, err)
		}
		for _, fault := range faults {
			t.Errorf("%s of %d by %d pixels: %s", v.Name, v.Width, v.Height, fault)
		}
	}
	if err := chromedp.Cancel(ctx); err != nil { // waits until the browser has left its folder
		t.Log(err)
	}
}
