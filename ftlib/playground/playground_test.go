package playground

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/finetune-go/ft/ftlib/nb"
	"github.com/finetune-go/ft/ftlib/network"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/internal/fetch"
	"gopkg.in/yaml.v3"
)

// plain are options without a preset of their own.
var plain = Options{Data: "photos", Epochs: 100}.withDefaults()

// chosen is the configuration of values that can't be wrong.
func (o Options) chosen(t *testing.T, values map[string]string) run.Config {
	t.Helper()
	c, err := o.config(values)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func first() map[string]string {
	return (&panel{settings: plain.settings()}).first()
}

// TestPreset checks that what the controls leave alone is the preset's.
func TestPreset(t *testing.T) {
	o := plain
	o.Preset = func(network string) run.Config {
		c := run.Default()
		c.Model, c.Head, c.Seeds.Split = network, "special", 9
		return c.WithDefaults()
	}
	want := o.Preset("resnet50")
	want.Data, want.Trainable, want.Epochs = "photos", "6", 100
	if got := o.chosen(t, first()); got != want {
		t.Errorf("got %+v", got)
	}
}

func TestSettings(t *testing.T) {
	chosen := first()
	maps.Copy(chosen, map[string]string{optimizer: "adadelta", rate: "0.5", batch: "64", dropout: "0.3", seed: "7",
		epochs: "12"})
	want := run.Default().WithSeed(7)
	want.Trainable, want.Data, want.Epochs, want.Batch, want.Head = "6", "photos", 12, 64, "avg,512,drop0.3,256,drop0.3"
	want.Optimizer = run.Optimizer{Name: "adadelta", LearningRate: 0.5, Rho: 0.95, Epsilon: 1e-7}
	if got := plain.chosen(t, chosen); got != want {
		t.Errorf("got %+v", got)
	}
	if got := strings.Join(decades(-2, 0), " "); got != "0.01 0.02 0.05 0.1 0.2 0.5 1" {
		t.Errorf("learning rates %s", got)
	}
}

// The head with its own dropout written out is the network's.
func TestHeads(t *testing.T) {
	chosen := first()
	chosen[dropout] = "0.5"
	spelled, err := network.ParseHead("resnet50", plain.chosen(t, chosen).Head)
	if err != nil {
		t.Fatal(err)
	}
	if own, _ := network.ParseHead("resnet50", ""); !reflect.DeepEqual(spelled, own) {
		t.Errorf("got %v", spelled)
	}
	chosen[model] = "vgg16"
	if _, err := network.ParseHead("vgg16", plain.chosen(t, chosen).Head); err != nil {
		t.Error(err)
	}
}

// TestFolder checks that no try takes the folder of another one, and that a stopped one goes on.
func TestFolder(t *testing.T) {
	p := &playground{Options: Options{Data: "photos", Folder: t.TempDir(), Epochs: 100}.withDefaults()}
	c := plain.chosen(t, first())
	a := p.folder(c)
	if err := os.MkdirAll(a.Dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := a.Save(); err != nil {
		t.Fatal(err)
	}
	if b := p.folder(c); b.Dir != a.Dir {
		t.Errorf("a stopped try is left for %s", b.Dir)
	}
	a.Result = &run.Result{}
	if err := a.Save(); err != nil {
		t.Fatal(err)
	}
	if b := p.folder(c); b.Dir == a.Dir {
		t.Error("a finished try would be replaced")
	}
}

// TestTyped types numbers that no slider has.
func TestTyped(t *testing.T) {
	chosen := first()
	chosen[rate] = "0.0007"
	if c := plain.chosen(t, chosen); c.Optimizer.LearningRate != 0.0007 {
		t.Errorf("got %v", c.Optimizer)
	}
	for name, value := range map[string]string{rate: "-1", epochs: "0", layers: "1.5", seed: "", batch: "many",
		model: "alexnet"} {
		wrong := first()
		wrong[name] = value
		if _, err := plain.config(wrong); err == nil || !strings.Contains(err.Error(), strconv.Quote(value)) {
			t.Errorf("%s %q: %v", name, value, err)
		}
	}
}

// TestPage checks what a saved notebook shows of the controls, and that each has a name and keeps its keys.
func TestPage(t *testing.T) {
	html := (&panel{id: "x", settings: plain.settings()}).html([]string{runButton, stopButton})
	inputs := strings.Count(html, "<input") + strings.Count(html, "<select") + strings.Count(html, "<button") +
		strings.Count(html, "<summary")
	if n := strings.Count(html, `data-lm-suppress-shortcuts="true"`); n != inputs {
		t.Errorf("%d of %d controls keep their keys", n, inputs)
	}
	if n := strings.Count(html, "<label for="); n != len(plain.settings()) {
		t.Errorf("%d labels", n)
	}
	if !strings.Contains(html, "Run the cell again") || strings.Count(html, "<fieldset disabled") != 2 {
		t.Errorf("without the program the controls do not say that they are dead:\n%s", html)
	}
}

// playgroundWith is one with finished tries of seeds in its folder, and its own list.
func playgroundWith(t *testing.T, seeds ...uint32) *playground {
	t.Helper()
	p := &playground{Options: plain, status: nb.NewLive(), loss: nb.NewLive(), accuracy: nb.NewLive(),
		overlay: nb.NewLive(),
		list:    nb.NewLive(), panel: &panel{id: "x", settings: plain.settings()}}
	p.Folder = filepath.Join(t.TempDir(), "tries")
	for i, seed := range seeds {
		c := plain.chosen(t, first()).WithSeed(seed)
		r := &run.Run{Dir: filepath.Join(p.Folder, plain.name(c)), Config: c,
			History:      []run.Epoch{{Epoch: 1, Loss: 1, ValLoss: 2}},
			EpochSeconds: []float64{1}, Result: &run.Result{Epochs: 1, Started: fmt.Sprintf("2026-01-0%dT00:00:00Z", i+1),
				Test: run.Score{Accuracy: 0.9, Loss: 0.25}}}
		if err := os.MkdirAll(r.Dir, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := r.Save(); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

func TestTries(t *testing.T) {
	p := playgroundWith(t, 1, 2)
	runs, problems, err := finished(p.Folder)
	if err != nil || len(runs) != 2 || len(problems) != 0 {
		t.Fatalf("%v %v %v", runs, problems, err)
	}
	got := triesTable(runs, problems)
	if row := strings.Join(got.Rows[0], " "); row != "ResNet50 6 0 adam 0.001 100 32  2 90.00 0.250 0.0" {
		t.Errorf("the latest try is %s", row)
	}
	if err := os.MkdirAll(filepath.Join(p.Folder, "half-deleted"), 0o755); err != nil {
		t.Fatal(err)
	}
	runs, problems, err = finished(p.Folder)
	if err != nil || len(runs) != 2 || len(problems) != 1 || len(triesTable(runs, problems).Notes) != 1 {
		t.Errorf("a folder that is no try hides the others or is not named: %v %v %v", runs, problems, err)
	}
}

// TestTriesPage counts boxes and buttons, which are dead without the script.
func TestTriesPage(t *testing.T) {
	p := playgroundWith(t, 1, 2)
	runs, _, err := finished(p.Folder)
	if err != nil {
		t.Fatal(err)
	}
	html, err := p.triesHTML(runs, triesTable(runs, nil))
	if err != nil {
		t.Fatal(err)
	}
	controls := strings.Count(html, "<input") + strings.Count(html, "<button")
	if controls != 2+12+4 || strings.Count(html, " disabled ") != controls ||
		strings.Count(html, `data-lm-suppress-shortcuts="true"`) != controls {
		t.Errorf("%d controls:\n%s", controls, html)
	}
}

// TestChosenTries exports and deletes tries, and takes no name that is not one of a finished try.
func TestChosenTries(t *testing.T) {
	p := playgroundWith(t, 1, 2, 3)
	runs, _, err := finished(p.Folder)
	if err != nil {
		t.Fatal(err)
	}
	names := []string{runs[0].Name(), runs[2].Name()}
	if err := p.pressed(press{Button: exportButton, Tries: names}); err != nil {
		t.Fatal(err)
	}
	for _, end := range []string{"pdf", "svg", "png", "tex", "csv", "md"} {
		if info, err := os.Stat(filepath.Join(p.Folder, "tries."+end)); err != nil || info.Size() == 0 {
			t.Error(err)
		}
	}
	for _, wrong := range [][]string{nil, {"../tries"}, {""}, {"."}, {names[0], "other"}} {
		for _, button := range []string{overlayButton, loadButton, exportButton, deleteButton} {
			if err := p.pressed(press{Button: button, Tries: wrong}); err == nil {
				t.Errorf("%s of %q is no error", button, wrong)
			}
		}
	}
	if err := p.pressed(press{Button: deleteButton, Tries: names}); err != nil {
		t.Fatal(err)
	}
	if left, _, err := finished(p.Folder); err != nil || len(left) != 1 || left[0].Name() != runs[1].Name() {
		t.Errorf("left are %v, %v", left, err)
	}
}

// TestValues turns configurations into what the controls say, and names what they can't.
func TestValues(t *testing.T) {
	chosen := first()
	maps.Copy(chosen, map[string]string{model: "vgg16", optimizer: "adadelta", rate: "0.0007", batch: "64",
		dropout: "0.3",
		seed:    "7", epochs: "12", images: "other", stopping: "8", division: "70/15/15", schedule: "cosine",
		smoothing: "0.1",
		decay:     "0.01", weighting: "balanced", variants: "flip"})
	if got, missing := plain.values(plain.chosen(t, chosen)); missing != nil || !reflect.DeepEqual(got, chosen) {
		t.Errorf("got %v, missing %v", got, missing)
	}
	chosen[dropout], chosen[head], chosen[optimizer], chosen[momentum] = plain.PresetName, "avg,7", "sgd", "0.9"
	if got, missing := plain.values(plain.chosen(t, chosen)); missing != nil || !reflect.DeepEqual(got, chosen) {
		t.Errorf("got %v, missing %v", got, missing)
	}
	for _, change := range []func(*run.Config){func(c *run.Config) { c.Optimizer.ClipNorm = 1 },
		func(c *run.Config) { c.Seeds.Dropout = 99 }, func(c *run.Config) { c.Trainable = "head" }} {
		c := plain.chosen(t, first())
		change(&c)
		if _, missing := plain.values(c); missing == nil {
			t.Errorf("%+v is said to be shown", c)
		}
	}
}

func TestAbout(t *testing.T) {
	for seconds, want := range map[float64]string{0.1: "a second", 4: "4 seconds", 130: "2 minutes", 9000: "2 hours"} {
		if got := about(seconds); got != want {
			t.Errorf("%g: %s", seconds, got)
		}
	}
}

// TestStopBeforeTheStart presses Stop while the same settings are being trained in another page.
func TestStopBeforeTheStart(t *testing.T) {
	p := &playground{Options: Options{Folder: filepath.Join(t.TempDir(), "tries")}.withDefaults(), status: nb.NewLive(),
		loss: nb.NewLive(), accuracy: nb.NewLive()}
	c := plain.chosen(t, first())
	r := &run.Run{Dir: filepath.Join(p.Folder, plain.name(c)), Config: c}
	if err := os.MkdirAll(r.Dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := r.Save(); err != nil {
		t.Fatal(err)
	}
	unlock, err := fetch.Lock(t.Context(), filepath.Join(p.Folder, "."+filepath.Base(r.Dir)), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if said, err := p.try(ctx, c); err != nil || said != "Stopped after 0 of 100 epochs." {
		t.Errorf("said %q, %v", said, err)
	}
	if _, err := run.Read(r.Dir); err != nil {
		t.Error(err)
	}
}

// TestInterrupt interrupts the cell during a try.
func TestInterrupt(t *testing.T) {
	p := &playground{Options: Options{Data: "photos", Folder: t.TempDir(), Epochs: 100}.withDefaults(),
		status: nb.NewLive(),
		loss:   nb.NewLive(), accuracy: nb.NewLive(), list: nb.NewLive(),
		panel: &panel{settings: plain.settings()}, done: make(chan string, 1)}
	ctx, interrupt := context.WithCancel(t.Context())
	c := plain.chosen(t, first())
	r := &run.Run{Dir: filepath.Join(p.Folder, plain.name(c))}
	unlock, err := fetch.Lock(ctx, filepath.Join(p.Folder, "."+filepath.Base(r.Dir)), nil) // the try has to wait
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	p.start(ctx, c)
	interrupt()
	p.serve(ctx) // or the test takes for ever
	if p.stop != nil {
		t.Error("the try goes on")
	}
}

func TestSave(t *testing.T) {
	want := plain.chosen(t, first())
	o := plain
	o.Folder = filepath.Join(t.TempDir(), "tries")
	file, err := o.save(want)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var got run.Config
	if want.Data, err = filepath.Abs(want.Data); err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(text, &got); err != nil || got != want {
		t.Errorf("got %+v, %v from\n%s", got, err, text)
	}
}
