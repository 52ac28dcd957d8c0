package fit

import (
	"context"
	"errors"
	"math"
	"path/filepath"
	"strings"
	"testing"

	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/ftlib/run"
)

// TestFrom starts from a run that has trained a batch norm, with a rate that changes next to nothing: above another
// cut, with another first seed and another head, the network must be the one that the run left, as far as it goes on.
func TestFrom(t *testing.T) {
	if testing.Short() {
		t.Skip("trains for half a minute")
	}
	ctx, root := context.Background(), t.TempDir()
	said := &strings.Builder{}
	s := Session{Catalog: demo, Backend: open(t), SaveEvery: -1, Progress: progress.To(said)}
	a, b := filepath.Join(root, "a"), filepath.Join(root, "b")
	c := small()
	c.Trainable, c.Epochs, c.Split = "conv5_block3_3_bn,fc*,output", 3, run.Split{Kind: "60/20/20"}
	first, err := s.Run(ctx, c, Options{Dir: a})
	if err != nil {
		t.Fatal(err)
	}
	next, err := From(a)
	if err != nil {
		t.Fatal(err)
	}
	next.Trainable, next.Seeds.Init, next.Optimizer = "output", 99, run.Optimizer{Name: "sgd", LearningRate: 1e-20}
	for done := false; !done; {
		left := 4
		_, err := s.Run(countdown{ctx, &left, context.Canceled}, next, Options{Dir: b, Resume: true})
		if done = err == nil; !done && !errors.Is(err, ErrStopped) && !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
	}
	second, err := s.Run(ctx, next, Options{Dir: b, Resume: true})
	if err != nil {
		t.Fatal(err)
	}
	if x, y := first.Result.Test, second.Result.Test; x.Correct != y.Correct || math.Abs(x.Loss-y.Loss) > 1e-5 {
		t.Errorf("test images: %+v before, %+v after", x, y)
	}
	if first.Result.Prefix.Fingerprint == second.Result.Prefix.Fingerprint || !strings.Contains(said.String(),
		"kept its head") {
		t.Errorf("prefix %s of both; %s", first.Result.Prefix.Fingerprint, said)
	}
	// A third run takes what the first one has trained from the second, which has not.
	third, err := From(b)
	if err != nil {
		t.Fatal(err)
	}
	third.Trainable, third.Head, third.Seeds.Split = "head", "avg,32", 3
	said.Reset()
	r, err := s.Run(ctx, third, Options{Dir: filepath.Join(root, "third")})
	if err != nil {
		t.Fatal(err)
	}
	if r.Result.Prefix.Fingerprint != second.Result.Prefix.Fingerprint {
		t.Error("the same frozen weights have two prefixes")
	}
	for _, want := range []string{"drew a new head", "were no test images"} {
		if !strings.Contains(said.String(), want) {
			t.Errorf("no word of %q in %s", want, said)
		}
	}
	for name, change := range map[string]func(*run.Config){
		"its model is resnet50":                      func(c *run.Config) { c.Model, c.Trainable = "vgg16", "head" },
		"its weights is random":                      func(c *run.Config) { c.Weights = "imagenet" },
		"its image is 32 pixels, nearest and not 64": func(c *run.Config) { c.Image.Size = 64 },
		"is no run folder":                           func(c *run.Config) { c.From = root },
		"nowhere":                                    func(c *run.Config) { c.From = filepath.Join(root, "nowhere") },
		"the run is unfinished":                      func(c *run.Config) { c.From = unfinished(t, c.WithDefaults()) },
	} {
		wrong := next
		change(&wrong)
		_, err := s.Run(ctx, wrong, Options{Dir: filepath.Join(root, "wrong")})
		if err == nil || !strings.Contains(err.Error(), name) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", name, err)
		}
	}
	// Another run in the first one's place.
	c.Epochs = 2
	if _, err := s.Run(ctx, c, Options{Dir: a, Force: true}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Run(ctx, next, Options{Dir: b, Resume: true}); !errors.Is(err, ErrOther) {
		t.Errorf("from another run: %v", err)
	}
}

// unfinished is a run folder without a result.
func unfinished(t *testing.T, c run.Config) string {
	t.Helper()
	dir := t.TempDir()
	if err := (&run.Run{Dir: dir, Config: c}).Save(); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestFromOtherClasses quotes the names of classes: they may hold commas and line feeds.
func TestFromOtherClasses(t *testing.T) {
	o := &origin{Run: &run.Run{Dir: "runs/a", Result: &run.Result{Classes: []string{"a, b", "line\nfeed"}}}}
	err := o.fits(run.Config{}.WithDefaults(), []string{"c", "d"})
	const want = `its classes are "a, b", "line\nfeed" and not "c", "d"`
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v\nwant %s", err, want)
	}
}
