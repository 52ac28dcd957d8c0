package bench

import (
	"context"
	"os"
	"testing"

	"github.com/finetune-go/ft/ftlib/backend"
	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/internal/venv"
	"github.com/finetune-go/ft/reproduction/peer"
	"github.com/finetune-go/ft/reproduction/versus"
)

// TestPeersHaveTheSameNetworks has each peer build both networks from our weights and compares class probabilities. It
// installs none.
func TestPeersHaveTheSameNetworks(t *testing.T) {
	for _, p := range programs {
		t.Run(p.Name, func(t *testing.T) { testPeer(t, p) })
	}
}

func testPeer(t *testing.T, p peer.Program) {
	dir, err := p.Dir()
	if err != nil {
		t.Fatal(err)
	}
	if testing.Short() || !venv.Ready(dir, venv.Interpreter(venv.Python(dir))) {
		t.Skipf("needs the ImageNet weights, and what ft bench --peer %s installs", p.Name)
	}
	ctx := context.Background()
	b, err := backend.Open(ctx, backend.Options{Progress: progress.To(os.Stderr)})
	if err != nil {
		t.Fatal(err)
	}
	peer, err := p.Start(ctx, progress.To(os.Stderr))
	if err != nil {
		t.Fatal(err)
	}
	defer peer.Close()
	d := &duel{bench: bench{Options: Options{Session: &fit.Session{Backend: b}}}, peer: peer, dir: t.TempDir()}
	for _, row := range []versus.Row{{Model: "vgg16", Trainable: 3}, {Model: "resnet50", Trainable: 6}} {
		_, set, err := d.weights(ctx, row.Model)
		if err != nil {
			t.Fatal(err)
		}
		training, err := newTraining(b, row, set)
		if err != nil {
			t.Fatal(err)
		}
		if err := d.build(ctx, training, set); err != nil {
			t.Fatal(err)
		}
		training.close()
		t.Logf("%s: probabilities differ by %.1g", row.Model, d.difference)
		if !(d.difference < 1e-4) {
			t.Errorf("%s: probabilities differ by %g", row.Model, d.difference)
		}
	}
	if _, err := peer.Ask("train", nil, nil); err == nil {
		t.Error("training before the layers are frozen and the optimizer is chosen is no error")
	}
}
