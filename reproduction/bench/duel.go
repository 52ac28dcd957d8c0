package bench

import (
	"context"
	"math"
	"os"
	"path/filepath"
	"time"

	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/network"
	"github.com/finetune-go/ft/ftlib/predict"
	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/ftlib/weights"
	"github.com/finetune-go/ft/reproduction/paper"
	"github.com/finetune-go/ft/reproduction/peer"
	"github.com/finetune-go/ft/reproduction/versus"
)

// rounds is how long the steps of a row are repeated: at least once each.
const rounds = 10 * time.Second

// duel is a comparison under way.
type duel struct {
	bench
	peer  *peer.Peer
	dir   string // for what is handed over
	model string // that the peer has built

	evaluation, predict, ours, difference float64 // of that model
}

// Against measures rows beside one of [Peers] on this machine: the same network with the same weights, every layer
// computed in every step as the peer does, frozen ones included.
func Against(ctx context.Context, name string, o Options) (all []versus.Result, err error) {
	program, err := programNamed(name)
	if err != nil {
		return nil, err
	}
	peer, err := program.Start(ctx, o.Progress)
	if err != nil {
		return nil, err
	}
	defer peer.Close()
	d := &duel{bench: bench{o, progress.Begin(o.Progress, "bench against "+name, int64(len(o.Rows)), "rows")}, peer: peer}
	defer d.bar.Abort()
	if d.dir, err = os.MkdirTemp("", "ft-bench-*"); err != nil {
		return nil, err
	}
	defer os.RemoveAll(d.dir)
	b := o.Session.Backend
	versions := fit.Versions(b)
	if _, err := peer.Ask("versions", nil, &versions); err != nil {
		return nil, err
	}
	for _, row := range o.Rows {
		v, err := d.row(ctx, row)
		if err != nil {
			return nil, err
		}
		v.Hardware, v.Versions, v.Measured = fit.Hardware(b), versions, time.Now().UTC().Format(time.RFC3339)
		all = append(all, v)
		d.bar.Add(1)
	}
	d.bar.Done()
	return all, nil
}

// build has the peer build a network and checks that it is the same as ours.
func (d *duel) build(ctx context.Context, t *training, set *weights.Set) error {
	m := t.Model
	base, err := weights.CachePath(m.Name)
	if err != nil {
		return err
	}
	head := filepath.Join(d.dir, m.Name+".safetensors")
	if err := untrained(head, m, t.Head, set, t.Config.Seeds.Init); err != nil {
		return err
	}
	_, err = d.peer.Ask("build", map[string]any{"network": m.Name, "image": m.Image, "classes": paper.Classes,
		"base": base, "head": head, "batch": t.Config.Batch}, nil)
	if err != nil {
		return err
	}
	d.model, d.evaluation = m.Name, 0
	d.difference, err = d.compare(ctx, m, head)
	return err
}

// images measures how many images a second both take through the network: all of it with the peer, our prefix.
func (d *duel) images(ctx context.Context, t *training, set *weights.Set) error {
	seconds, err := d.peer.Ask("predict", nil, nil)
	if err != nil {
		return err
	}
	m := t.Model
	_, ours, err := fit.MeasurePrefix(ctx, d.Session.Backend, m, m.At(m.Layers[m.Base-1].Name), set)
	d.predict, d.ours = float64(t.Config.Batch)/seconds, 1/ours
	return err
}

// compare returns the largest difference between the class probabilities of the two for some images.
func (d *duel) compare(ctx context.Context, m *network.Model, head string) (float64, error) {
	const n = 4
	pixels := make([]byte, n*m.Image*m.Image*3)
	for i := range pixels { // blobs of several sizes and colours
		k := i / (m.Image * m.Image * 3)
		y, x := i/(m.Image*3)%m.Image, i/3%m.Image
		pixels[i] = byte(127 + 120*math.Sin(float64(x*(k+1)+i%3*40)/30)*math.Cos(float64(y)/float64(20+10*k)))
	}
	file := filepath.Join(d.dir, "pixels")
	if err := os.WriteFile(file, pixels, 0o644); err != nil {
		return 0, err
	}
	var theirs [][]float32
	if _, err := d.peer.Ask("probabilities", map[string]any{"pixels": file}, &theirs); err != nil {
		return 0, err
	}
	source, err := predict.File(head)
	if err != nil {
		return 0, err
	}
	c, err := predict.New(ctx, d.Session, source, n)
	if err != nil {
		return 0, err
	}
	defer c.Close()
	ours, err := c.Pixels(pixels)
	if err != nil {
		return 0, err
	}
	largest := 0.0
	for i := range ours {
		for k := range ours[i] {
			largest = max(largest, math.Abs(float64(ours[i][k]-theirs[i][k])))
		}
	}
	return largest, nil
}

// steps takes steps in turn and returns the seconds of the fastest of each.
func (d *duel) steps(ctx context.Context, t *training) (theirs, ours float64, err error) {
	theirs, ours = math.Inf(1), math.Inf(1)
	for begin := time.Now(); math.IsInf(theirs, 1) || time.Since(begin) < rounds; {
		one, err := d.peer.Ask("train", nil, nil)
		if err != nil {
			return 0, 0, err
		}
		other, err := t.step()
		if err != nil {
			return 0, 0, err
		}
		theirs, ours = min(theirs, one), min(ours, other)
		if err := ctx.Err(); err != nil {
			return 0, 0, err
		}
	}
	return theirs, ours, nil
}

// row measures one row beside the peer.
func (d *duel) row(ctx context.Context, row versus.Row) (v versus.Result, err error) {
	d.bar.Status(row.String() + " beside " + d.peer.Name)
	v.Row, v.Peer = row, d.peer.Name
	_, set, err := d.weights(ctx, row.Model)
	if err != nil {
		return v, err
	}
	t, err := newTraining(d.Session.Backend, row, set)
	if err != nil {
		return v, err
	}
	defer t.close()
	if d.model != row.Model {
		if err := d.build(ctx, t, set); err != nil {
			return v, err
		}
		if err := d.images(ctx, t, set); err != nil {
			return v, err
		}
	}
	v.Compile, err = d.peer.Ask("freeze", map[string]any{"layers": t.Trained(), "optimizer": t.Config.Optimizer.Name}, nil)
	if err != nil {
		return v, err
	}
	if d.evaluation == 0 { // the same for all rows of a network
		one, err := d.peer.Ask("evaluate", nil, nil)
		if err != nil {
			return v, err
		}
		d.evaluation = one * testImages / float64(t.Config.Batch)
	}
	if _, err := t.step(); err != nil { // compiles what is not counted as compiling
		return v, err
	}
	if v.Step, v.OursStep, err = d.steps(ctx, t); err != nil {
		return v, err
	}
	evaluation, err := t.evaluate()
	if err != nil {
		return v, err
	}
	v.Seconds = t.steps()*v.Step + d.evaluation
	v.OursSeconds = t.steps()*v.OursStep + evaluation
	v.OursCompile = t.trainer.CompileSeconds()
	compile, image, err := fit.MeasurePrefix(ctx, d.Session.Backend, t.Model, t.Cut, set)
	v.OursPrefix = compile + images*image
	v.Predict, v.OursPredict, v.Difference = d.predict, d.ours, d.difference
	v.SetRatio()
	return v, err
}
