package fit

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/finetune-go/ft/ftlib/run"
)

// TestPhases trains in phases, is interrupted again and again, and ends with the same bits as without.
func TestPhases(t *testing.T) {
	if testing.Short() {
		t.Skip("trains for half a minute")
	}
	s := Session{Catalog: demo, Backend: open(t), SaveEvery: -1}
	c := small()
	c.Split, c.Epochs, c.EarlyStopping.Patience = run.Split{Kind: "60/20/20"}, 3, 2
	phases, err := ParsePhases("head:2:1e-3; conv5_block3_3_bn,head ;output:2:1e-4")
	if err != nil {
		t.Fatal(err)
	}
	whole, dir := filepath.Join(t.TempDir(), "small"), filepath.Join(t.TempDir(), "small")
	r, err := s.RunPhases(context.Background(), c, phases, Options{Dir: whole})
	if err != nil {
		t.Fatal(err)
	}
	if r.Dir != whole || r.Config.From != whole+"-phase2" || r.Config.Optimizer.LearningRate != 1e-4 ||
		len(r.History) != 2 {
		t.Errorf("the last phase is %+v", r.Config)
	}
	epochs := 0
	for done := false; !done; {
		left := 4
		_, err := s.RunPhases(countdown{context.Background(), &left, context.Canceled}, c, phases,
			Options{Dir: dir, Resume: true, Epoch: func(run.Epoch) { epochs++ }})
		if done = err == nil; !done && !errors.Is(err, ErrStopped) && !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
	}
	if epochs != 7 {
		t.Errorf("%d epochs were trained for 7", epochs)
	}
	for _, end := range []string{"-phase1", "-phase2"} {
		sameModel(t, whole+end, dir+end)
	}
	one, err := run.Read(dir)
	if err != nil || one.Result.FromDigest != r.Result.FromDigest {
		t.Errorf("started from other weights: %v", err)
	}
	for _, bad := range []string{"", "head:0", "head:5:0", "head:x", "head:5:1e-3:9", "head;"} {
		if _, err := ParsePhases(bad); err == nil {
			t.Errorf("phases %q: no error", bad)
		}
	}
	if err := demo.CheckPhases(c, []Phase{{Trainable: "head"}, {Trainable: "nothing"}}); err == nil {
		t.Error("a phase that trains nothing: no error")
	}
	if got := fmt.Sprint(len(Phases(c, nil, "x")), Phases(c, phases, "x")[0].Config.From); got != "1" {
		t.Error(got)
	}
}
