package lab

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"

	"github.com/finetune-go/ft/internal/leftover"
)

// browser is JupyterLab in headless Chromium, for one test.
type browser struct {
	t       testing.TB
	ctx     context.Context
	kernels string // address that lists the running kernels
}

// openLab starts JupyterLab on a folder and opens one of its notebooks. It skips the test without Chromium.
func openLab(t testing.TB, l *Lab, dir, name string) browser {
	t.Helper()
	var chromium string
	for _, c := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(c); err == nil {
			chromium = path
			break
		}
	}
	if chromium == "" {
		t.Skip("Chromium is not installed: apt-get install chromium")
	}
	t.Setenv("FT_TEST_LAB", dir) // cells have it from JupyterLab, which has it from here
	server, stop := context.WithCancel(context.Background())
	address, ended := make(chan string, 1), make(chan error, 1)
	go func() {
		ended <- l.Start(server, Server{Dir: dir, Open: name, Ready: func(url string) { address <- url }})
	}()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("JupyterLab ended with %v", err)
		}
		if left := leftover.Processes("FT_TEST_LAB="+dir, 20*time.Second); len(left) > 0 {
			t.Errorf("left behind: %v", left)
		}
	})
	var url string
	select {
	case url = <-address:
	case err := <-ended:
		ended <- nil
		t.Fatal(err)
	}
	// Chromium leaves files behind wherever it is told to put them.
	scratch, err := os.MkdirTemp(testDir, "chromium-")
	if err != nil {
		t.Fatal(err)
	}
	// Root, as in a container, cannot have Chromium's sandbox.
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chromium),
		chromedp.WindowSize(1400, 1600),
		chromedp.UserDataDir(filepath.Join(scratch, "profile")), chromedp.Env("TMPDIR="+scratch, "HOME="+scratch),
		chromedp.Flag("no-sandbox", os.Geteuid() == 0), chromedp.Flag("disable-dev-shm-usage", true))
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	ctx, _ = chromedp.NewContext(ctx)
	t.Cleanup(func() {
		if err := chromedp.Cancel(ctx); err != nil { // waits until Chromium has ended
			t.Log(err)
		}
	})
	base, token, _ := strings.Cut(url, "/lab/")
	_, token, _ = strings.Cut(token, "?")
	b := browser{t, ctx, base + "/api/kernels?" + token}
	// Reset, because a workspace remembers the notebooks of the test before.
	b.do(time.Minute, chromedp.Navigate(url+"&reset"), chromedp.WaitVisible(".jp-Notebook .jp-CodeCell", chromedp.ByQuery))
	return b
}

// do takes steps in the page and leaves a screenshot if they fail. Screenshots go to $FT_SCREENSHOTS.
func (b browser) do(limit time.Duration, steps ...chromedp.Action) {
	b.t.Helper()
	done := make(chan error, 1)
	// The limit must not be a child of the browser's context: its end would close the page before the screenshot.
	go func() { done <- chromedp.Run(b.ctx, steps...) }()
	select {
	case err := <-done:
		if err == nil {
			return
		}
		b.t.Error(err)
	case <-time.After(limit):
		b.t.Errorf("nothing after %v", limit)
	}
	b.screenshot("failed")
	logs, _ := filepath.Glob(filepath.Join(testDir, "kernel", "jupyterlab-*.log"))
	for _, file := range logs {
		watch, _ := os.ReadFile(file)
		b.t.Logf("%s", watch)
	}
	b.t.FailNow()
}

// runAll is the menu's Run, Run All Cells, once the kernel is there.
func (b browser) runAll() {
	b.t.Helper()
	// The page says idle even before it begins to connect; the server knows who is connected.
	for end := time.Now().Add(time.Minute); !b.connected(); time.Sleep(200 * time.Millisecond) {
		if time.Now().After(end) {
			b.screenshot("failed")
			b.t.Fatal("the page has not connected to a kernel within a minute")
		}
	}
	b.wait(time.Minute, `(status => {
		window.ftIdle = status === "idle" ? window.ftIdle || Date.now() : 0;
		return window.ftIdle > 0 && Date.now() - window.ftIdle > 2000;
	})(document.querySelector(".jp-Notebook-ExecutionIndicator")?.dataset.status)`)
	b.click(`[...document.querySelectorAll(".lm-MenuBar-itemLabel")].find(e => e.innerText === "Run")`)
	b.click(`document.querySelector('li[data-command="runmenu:run-all"]')`)
}

// connected tells whether the page is connected to a kernel that has started.
func (b browser) connected() bool {
	resp, err := http.Get(b.kernels)
	if err != nil {
		b.t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK { // a kernel that is about to start or to end
		return false
	}
	var kernels []struct {
		Connections int
		State       string `json:"execution_state"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&kernels); err != nil {
		b.t.Fatal(err)
	}
	return len(kernels) == 1 && kernels[0].Connections > 0 && kernels[0].State == "idle"
}

// click moves the mouse to an element, given as a JavaScript expression, and clicks: JupyterLab's menus take the item
// that the mouse has moved over.
func (b browser) click(element string) {
	b.t.Helper()
	b.wait(10*time.Second, "!!"+element)
	var at struct{ X, Y float64 }
	b.do(10*time.Second,
		chromedp.Evaluate(`(r => ({x: r.x + r.width/2, y: r.y + r.height/2}))(`+element+`.getBoundingClientRect())`, &at),
		chromedp.ActionFunc(func(ctx context.Context) error {
			return chromedp.MouseEvent(input.MouseMoved, at.X, at.Y).Do(ctx)
		}),
		chromedp.ActionFunc(func(ctx context.Context) error { return chromedp.MouseClickXY(at.X, at.Y).Do(ctx) }),
	)
}

// wait waits for a JavaScript expression to become true.
func (b browser) wait(limit time.Duration, expression string) {
	b.t.Helper()
	b.do(limit, chromedp.Poll(expression, nil, chromedp.WithPollingInterval(100*time.Millisecond),
		chromedp.WithPollingTimeout(0)))
}

// text waits until the outputs of the notebook have a text.
func (b browser) text(limit time.Duration, text string) {
	b.t.Helper()
	b.wait(limit, fmt.Sprintf(`[...document.querySelectorAll(".jp-OutputArea-output")].some(o => o.innerText.includes(%q))`, text))
}

func (b browser) screenshot(name string) {
	dir := os.Getenv("FT_SCREENSHOTS")
	if dir == "" {
		return
	}
	ctx, cancel := context.WithTimeout(b.ctx, 20*time.Second)
	defer cancel()
	var png []byte
	if err := chromedp.Run(ctx, chromedp.CaptureScreenshot(&png)); err != nil {
		b.t.Log(err)
		return
	}
	file := filepath.Join(dir, strings.ReplaceAll(b.t.Name(), "/", "-")+"-"+name+".png")
	if err := os.WriteFile(file, png, 0o644); err != nil {
		b.t.Log(err)
	}
}
