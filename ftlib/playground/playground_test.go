package playground

import (
	"context"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/finetune-go/ft/ftlib/nb"
	"github.com/finetune-go/ft/ftlib/network"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/internal/fetch"
	"gopkg.in/yaml.v3"
)

// plain are options without a preset of their own.
var plain = Options{Data: "photos"}.withDefaults()

func first() map[string]string {
	return (&panel{settings: settings(100, plain.PresetName)}).chosen(false)
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
	if got := o.config(first()); got != want {
		t.Errorf("got %+v", got)
	}
}

func TestSettings(t *testing.T) {
	chosen := first()
	for name, value := range map[string]string{optimizer: "adadelta", rate: "0.5", batch: "64", dropout: "0.3", seed: "7", epochs: "12"} {
		chosen[name] = value
	}
	want := run.Default().WithSeed(7)
	want.Trainable, want.Data, want.Epochs, want.Batch, want.Head = "6", "photos", 12, 64, "avg,512,drop0.3,256,drop0.3"
	want.Optimizer = run.Optimizer{Name: "adadelta", LearningRate: 0.5, Rho: 0.95, Epsilon: 1e-7}
	if got := plain.config(chosen); got != want {
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
	spelled, err := network.ParseHead("resnet50", plain.config(chosen).Head)
	if err != nil {
		t.Fatal(err)
	}
	if own, _ := network.ParseHead("resnet50", ""); !reflect.DeepEqual(spelled, own) {
		t.Errorf("got %v", spelled)
	}
	chosen[model] = "vgg16"
	if _, err := network.ParseHead("vgg16", plain.config(chosen).Head); err != nil {
		t.Error(err)
	}
}

func TestTries(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "tries")
	if html := tableHTML(folder); html != "" {
		t.Errorf("without a folder: %s", html)
	}
	for i, started := range []string{"2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z", ""} {
		c := plain.config(first())
		c.Seeds.Init = uint32(i + 1)
		r := &run.Run{Dir: filepath.Join(folder, plain.name(c)), Config: c}
		if started != "" {
			r.Result = &run.Result{Started: started, Test: run.Score{Accuracy: 0.9, Loss: 0.25}}
		}
		if err := os.MkdirAll(r.Dir, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := r.Save(); err != nil {
			t.Fatal(err)
		}
	}
	got, err := tries(folder)
	if err != nil || len(got.Rows) != 2 {
		t.Fatalf("%v %v", got.Rows, err)
	}
	if row := strings.Join(got.Rows[0], " "); row != "ResNet50 6 0 adam 0.001 100 32  2 90.00 0.250 0.0" {
		t.Errorf("the latest try is %s", row)
	}
	if err := os.MkdirAll(filepath.Join(folder, "half-deleted"), 0o755); err != nil {
		t.Fatal(err)
	}
	if html := tableHTML(folder); !strings.Contains(html, "half-deleted") || strings.Count(html, "<tr>") != 3 {
		t.Errorf("a folder that is no try hides the others or is not named: %s", html)
	}
}

// TestStopBeforeTheStart presses Stop while the same settings are being trained in another page.
func TestStopBeforeTheStart(t *testing.T) {
	p := &playground{Options: Options{Folder: filepath.Join(t.TempDir(), "tries")}.withDefaults(), status: nb.NewLive(), curve: nb.NewLive()}
	c := plain.config(first())
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
	p := &playground{Options: Options{Data: "photos", Folder: t.TempDir()}.withDefaults(), status: nb.NewLive(), curve: nb.NewLive(), list: nb.NewLive(),
		panel: &panel{settings: settings(100, plain.PresetName)}, done: make(chan string, 1)}
	ctx, interrupt := context.WithCancel(t.Context())
	c := plain.config(first())
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
	want := plain.config(first())
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
