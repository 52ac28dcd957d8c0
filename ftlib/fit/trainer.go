package fit

import (
	"fmt"
	"slices"

	"github.com/finetune-go/ft/ftlib/backend"
)

// Trainer holds one training on the device. It is not safe for concurrent use.
type Trainer struct {
	*suffix
	engine engine
}

// NewTrainer puts features, labels (class of each image) and weights (by parameter name; the suffix's are needed) on
// the device. It takes the features over: they are closed by the trainer, or at once when there is an error.
func NewTrainer(b *backend.Backend, s *Setup, f *Features, labels []int, weights map[string][]float32) (*Trainer,
	error) {
	suffix, err := newSuffix(b, s, f, labels)
	if err != nil {
		f.Close()
		return nil, err
	}
	t := &Trainer{suffix: suffix}
	if t.engine, err = newEngine(suffix, weights); err == nil {
		err = t.SetState(suffix.start(weights), 0)
	}
	if err != nil {
		t.Close()
		return nil, err
	}
	return t, nil
}

// State copies weights, optimizer slots ("optimizer/<parameter>/<slot>") and moving statistics to the host.
func (t *Trainer) State() (map[string][]float32, error) { return t.engine.state() }

// SetState replaces the state by values of the host; steps is the number of steps that led to it. Values that do not
// fit leave it as it is.
func (t *Trainer) SetState(values map[string][]float32, steps int) error {
	for _, p := range t.stateParams() {
		if n := len(values[p.Name]); n != p.Size() {
			return fmt.Errorf("%s: %d values for shape %v", p.Name, n, p.Shape)
		}
	}
	if err := t.engine.setState(values); err != nil {
		return err
	}
	t.steps = steps
	return nil
}

// Weights copies the trained weights and moving statistics of the suffix to the host.
func (t *Trainer) Weights() (map[string][]float32, error) {
	all, err := t.State()
	if err != nil {
		return nil, err
	}
	out := map[string][]float32{}
	for _, p := range slices.Concat(t.trained, t.statistics) {
		out[p.Name] = all[p.Name]
	}
	return out, nil
}

// Train runs the batches from…to (not included) of an epoch and returns the sum of their items' losses and the number
// of items that were classified correctly, both as seen during training.
func (t *Trainer) Train(e *Epoch, from, to int) (loss, correct float64, err error) {
	return t.engine.train(e, from, to)
}

// Evaluate returns what the network makes of each of the given images, in their order.
func (t *Trainer) Evaluate(images []int) ([]Evaluation, error) { return t.engine.evaluate(images) }

// EvaluationBatch is the number of images that Evaluate takes at once.
func (t *Trainer) EvaluationBatch() int { return t.engine.evaluated() }

// CompileSeconds is the time that compiling steps and evaluation has taken so far.
func (t *Trainer) CompileSeconds() float64 { return t.compileTime.Seconds() }

// Close frees what lies on the device.
func (t *Trainer) Close() {
	if t.engine != nil {
		t.engine.close()
	}
	t.features.Close()
}
