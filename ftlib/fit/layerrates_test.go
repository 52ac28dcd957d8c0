package fit

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/finetune-go/ft/ftlib/network"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/ftlib/weights"
)

// TestLayerRates trains with rates by layers, with batch norms as they are and fixed: a layer whose rate is next to
// nothing keeps its weights, one that is left alone learns, and an interrupted run ends with the same bits.
func TestLayerRates(t *testing.T) {
	if testing.Short() {
		t.Skip("trains convolutions")
	}
	s := Session{Catalog: demo, Backend: open(t), SaveEvery: -1}
	defer s.Close()
	c := small()
	c.Trainable, c.Epochs, c.Rates = "conv5_block3,head", 2, "conv5_block3=1e-25,conv5_block3_3*=2"
	c.Split = run.Split{Kind: "stratified", Fold: 2, Validation: 0.1}
	for _, fixed := range []bool{false, true} {
		c.FreezeBatchNorm = fixed
		whole, dir := filepath.Join(t.TempDir(), "small"), filepath.Join(t.TempDir(), "small")
		if _, err := s.Run(context.Background(), c, Options{Dir: whole}); err != nil {
			t.Fatal(err)
		}
		for done := false; !done; {
			left := 12
			_, err := s.Run(countdown{context.Background(), &left, context.Canceled}, c, Options{Dir: dir, Resume: true})
			if done = err == nil; !done && !errors.Is(err, ErrStopped) {
				t.Fatal(err)
			}
		}
		sameModel(t, whole, dir)
		trained, _, err := weights.ReadSafetensors(filepath.Join(whole, ModelFile))
		if err != nil {
			t.Fatal(err)
		}
		m, err := network.New("resnet50", 32, c.Head, 4)
		if err != nil {
			t.Fatal(err)
		}
		before := InitialWeights(m, randomBase(m, c.Seeds.Init), c.Seeds.Init)
		for name, learned := range map[string]bool{"conv5_block3_1_conv/kernel": false, "conv5_block3_1_bn/gamma": false,
			"conv5_block3_3_conv/kernel": true, "conv5_block3_3_bn/beta": true, "fc1/kernel": true} {
			if same := slices.Equal(before[name], trained[name].Data); same == learned {
				t.Errorf("fixed norms %v: %s is the same: %v", fixed, name, same)
			}
		}
		if _, moved := trained["conv5_block3_3_bn/moving_mean"]; moved == fixed {
			t.Errorf("fixed norms %v: statistics are recorded: %v", fixed, moved)
		}
	}
}

// TestLayerRatesRefused has rates that cannot be.
func TestLayerRatesRefused(t *testing.T) {
	for text, want := range map[string]string{"conv5_block3": "a factor above 0", "head=0": "above 0",
		"head=NaN":  "above 0",
		"head=1e60": "above 0", "nothing=1": "no layer of resnet50", "conv1_conv=2": "none of these layers is trained",
		"=2": "nothing named"} {
		c := small()
		c.Rates = text
		if _, err := demo.Resolve(c, 4); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}
