package lab

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/finetune-go/ft/ftlib/progress"
)

// prepared is the lab in the user's own cache, so that only the first test run ever has to install it; the kernel's
// description is another one, so that the user's keeps its environment.
var prepared = sync.OnceValues(func() (*Lab, error) {
	p, err := locate(filepath.Join("..", ".."))
	if err != nil {
		return nil, err
	}
	p.dir = filepath.Join(testDir, "kernel")
	return prepare(context.Background(), p, Options{Progress: progress.To(os.Stderr), Env: []string{"FT_TEST_ENV=a $b"}})
})

var testDir string

func TestMain(m *testing.M) {
	var err error
	if testDir, err = os.MkdirTemp("", "ft lab "); err != nil {
		panic(err)
	}
	code := m.Run()
	os.RemoveAll(testDir)
	os.Exit(code)
}

func theLab(t testing.TB) *Lab {
	t.Helper()
	if testing.Short() {
		t.Skip("installs JupyterLab and runs it")
	}
	l, err := prepared()
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// write makes a notebook; a cell that starts with "md:" is text.
func write(t testing.TB, path string, cells ...string) {
	t.Helper()
	type cell map[string]any
	var list []cell
	for _, c := range cells {
		if text, ok := strings.CutPrefix(c, "md:"); ok {
			list = append(list, cell{"cell_type": "markdown", "metadata": cell{}, "source": text})
		} else {
			list = append(list, cell{"cell_type": "code", "metadata": cell{}, "source": c, "outputs": []any{},
				"execution_count": nil})
		}
	}
	b, err := json.Marshal(cell{"cells": list, "nbformat": 4, "nbformat_minor": 4, "metadata": cell{
		"kernelspec": cell{"name": "gonb", "display_name": "Go (gonb)", "language": "go"}}})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b, 0o644); err != nil {
		t.Fatal(err)
	}
}

func contains(t testing.TB, path string, wanted ...string) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range wanted {
		if !strings.Contains(string(b), w) {
			t.Errorf("%s has no %q:\n%.3000s", filepath.Base(path), w, b)
		}
	}
}

func TestRunNotebook(t *testing.T) {
	l := theLab(t)
	dir := filepath.Join(t.TempDir(), "a folder with spaces")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	nbPath := filepath.Join(dir, "01-tiny.ipynb")
	write(t, nbPath, "md:# Tiny",
		`import (
	"fmt"
	"os"

	"github.com/finetune-go/ft/ftlib/figure"
	"github.com/finetune-go/ft/ftlib/nb"
	"github.com/finetune-go/ft/ftlib/run"
)

var epochs = nb.Param("epochs", 20)

%%
fmt.Printf("%d epochs of %s, %s\n", epochs, run.Config{Model: "vgg16"}.Model, os.Getenv("FT_TEST_ENV"))`,
		`%%
p := nb.NewProgress("training", 3, "epochs")
for i := range 3 {
	p.Set(i+1, "loss 0.5")
}
p.Done("3 epochs")
nb.Markdown("| N | correct |\n|---|---|\n| 6 | %d |", 157)
nb.Figure(figure.FoldScheme("folds", []int{3, 2}))`)

	t.Setenv("GOWORK", filepath.Join(dir, "go.work")) // of somebody's own work: cells are not in it
	out := filepath.Join(dir, "out")
	if err := l.RunNotebook(t.Context(), nbPath, out, map[string]string{"epochs": "3"}, 5*time.Minute); err != nil {
		t.Fatal(err)
	}
	executed := filepath.Join(out, "01-tiny.ipynb")
	contains(t, executed, "3 epochs of vgg16, a $b", "| 6 | 157 |", "image/svg+xml", "image/png", "application/pdf",
		"2-fold cross-validation of 5 images", "training: 3 epochs", "ft_results_digest", `"epochs": "3"`)
	contains(t, filepath.Join(out, "01-tiny.html"), "<td>157</td>", "data:image/svg+xml;base64,", "<h1")
	page, err := os.ReadFile(filepath.Join(out, "01-tiny.html"))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(page), "<script src=") || strings.Contains(string(page), "cdnjs") {
		t.Error("the page loads scripts from elsewhere")
	}
	if why, err := Stale(executed, l.root); why != "" || err != nil {
		t.Errorf("freshly executed, yet stale: %q %v", why, err)
	}

	// The same again gives the same bytes.
	first, _ := os.ReadFile(executed)
	if err := l.RunNotebook(t.Context(), executed, out, map[string]string{"epochs": "3"}, 5*time.Minute); err != nil {
		t.Fatal(err)
	}
	if second, _ := os.ReadFile(executed); string(first) != string(second) {
		t.Errorf("a second run differs:\n%s\n%s", first, second)
	}
}

func TestFailingCell(t *testing.T) {
	l := theLab(t)
	for name, c := range map[string]struct {
		cell, want string
	}{
		"compile": {"%%\nvar n int = \"text\"", "cannot use"},
		"exit":    {"import \"os\"\n%%\nprintln(\"about to fail\")\nos.Exit(3)", "about to fail"},
		"must":    {"import (\n\"errors\"\n\"github.com/finetune-go/ft/ftlib/nb\"\n\"github.com/janpfeifer/must\"\n)\n%%\nnb.Markdown(\"text\")\nmust.M(errors.New(\"no such run: ft train makes it\"))", "error: no such run: ft train makes it"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			nbPath := filepath.Join(dir, "02-broken.ipynb")
			write(t, nbPath, "%%\nprintln(\"fine\")", "md:between", c.cell, "%%\nprintln(\"never reached\")")
			err := l.RunNotebook(t.Context(), nbPath, dir, nil, 5*time.Minute)
			var failed *cellError
			if !errors.As(err, &failed) {
				t.Fatalf("got %v", err)
			}
			t.Log(err)
			if failed.Cell != 2 || !strings.Contains(failed.Output, c.want) || failed.Source != c.cell {
				t.Errorf("cell %d, output %q, source %q", failed.Cell, failed.Output, failed.Source)
			}
			b, _ := os.ReadFile(nbPath)
			if !strings.Contains(string(b), "fine\\n") || strings.Contains(string(b), `"never reached\n"`) {
				t.Errorf("executed copy: %s", b)
			}
			if why, err := Stale(nbPath, l.root); why == "" || err != nil {
				t.Errorf("a notebook that failed is taken for up to date: %v", err)
			}
		})
	}
}

func TestTimeoutAndInterrupt(t *testing.T) {
	l := theLab(t)
	nbPath := filepath.Join(t.TempDir(), "03-long.ipynb")
	pid := filepath.Join(t.TempDir(), "pid")
	write(t, nbPath, `import ("fmt"; "os"; "time")
%%
os.WriteFile(`+"`"+pid+"`"+`, fmt.Append(nil, os.Getpid()), 0o644)
time.Sleep(10*time.Minute)`)
	ended := func() {
		t.Helper()
		b, err := os.ReadFile(pid)
		if err != nil {
			t.Fatal("the cell did not start")
		}
		for range 50 {
			if _, err := os.Stat("/proc/" + string(b)); err != nil {
				os.Remove(pid)
				return
			}
			time.Sleep(100 * time.Millisecond)
		}
		t.Errorf("the cell's process %s is still there", b)
	}

	err := l.RunNotebook(t.Context(), nbPath, t.TempDir(), nil, 45*time.Second)
	var failed *cellError
	if !errors.As(err, &failed) || !strings.Contains(err.Error(), "the time given to the notebook (45 s) is over") {
		t.Errorf("got %v", err)
	}
	ended()

	ctx, cancel := context.WithCancelCause(t.Context())
	var began time.Time
	go func() {
		for !exists(pid) && ctx.Err() == nil {
			time.Sleep(100 * time.Millisecond)
		}
		began = time.Now()
		cancel(errors.New("interrupted"))
	}()
	if err := l.RunNotebook(ctx, nbPath, t.TempDir(), nil, time.Minute); err == nil || err.Error() != "interrupted" {
		t.Errorf("got %v", err)
	}
	cancel(nil)
	t.Logf("took %v to stop", time.Since(began))
	ended()
}

func TestSecondPrepare(t *testing.T) {
	l := theLab(t)
	began := time.Now()
	p, err := locate(l.root)
	if err != nil {
		t.Fatal(err)
	}
	p.dir = filepath.Join(testDir, "another")
	if _, err := prepare(t.Context(), p, Options{Progress: progress.To(os.Stderr)}); err != nil {
		t.Fatal(err)
	}
	t.Logf("took %v", time.Since(began))
}

// TestToolsOutsideAWorkspace builds the kernel's programs for a user who has a go.work above the checkout.
func TestToolsOutsideAWorkspace(t *testing.T) {
	dir := t.TempDir()
	p := places{root: dir, tools: filepath.Join(dir, "built"), goCmd: filepath.Join(dir, "go")}
	if err := os.MkdirAll(filepath.Join(dir, "notebooks", "tools"), 0o755); err != nil {
		t.Fatal(err)
	}
	script := "#!/bin/sh\ncase $1 in env) echo go1.26 ;; build) [ \"$GOWORK\" = off ] ;; esac\n"
	if err := os.WriteFile(p.goCmd, []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("GOWORK", filepath.Join(dir, "go.work"))
	if err := prepareTools(t.Context(), p, nil, func() {}); err != nil {
		t.Error(err)
	}
}
