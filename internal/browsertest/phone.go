// Package browsertest looks at pages in a real browser, for tests.
package browsertest

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// FitsPhone checks that an HTML file can be read on a screen of 390 pixels without scrolling sideways.
func FitsPhone(t *testing.T, page string) {
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
	const width = 390
	var wide int
	err = chromedp.Run(ctx, chromedp.EmulateViewport(width, 844), chromedp.Navigate("file://"+filepath.ToSlash(page)),
		chromedp.Evaluate("document.documentElement.scrollWidth", &wide))
	if err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Cancel(ctx); err != nil { // waits until the browser has left its folder
		t.Log(err)
	}
	if wide > width {
		t.Errorf("%s is %d pixels wide on a screen of %d", page, wide, width)
	}
}
