package fit

// engine runs the suffix of a network. All engines train the same numbers to within rounding; which one serves depends
// on the layers of the suffix and on the device.
type engine interface {
	// begin makes an epoch ready to be trained on.
	begin(e *Epoch)
	// train runs the batches from…to (not included) of an epoch, see [Trainer.Train].
	train(e *Epoch, from, to int) (loss, correct float64, err error)
	// whole says whether all batches of an epoch run in one call, which cannot be stopped in between.
	whole() bool
	// evaluate returns what the network makes of each of the images.
	evaluate(images []int) ([]Evaluation, error)
	// evaluated is the number of images that evaluate takes at once.
	evaluated() int
	// state copies weights, optimizer slots and moving statistics to the host, setState replaces them.
	state() (map[string][]float32, error)
	setState(values map[string][]float32) error
	close()
}

// newEngine chooses the engine: on the CPU the kernels where they know the suffix or its lower part, else XLA alone.
func newEngine(t *suffix, weights map[string][]float32) (engine, error) {
	if t.backend.Device == "xla:cpu" && !t.fixesNorms() { // which the kernels train on the batch's statistics alone
		if d := newDenseEngine(t); d != nil {
			return d, nil
		}
		if s, err := newConvEngine(t, weights); s != nil || err != nil {
			return s, err
		}
	}
	return newXLAEngine(t, weights)
}
