package kernels

import (
	"slices"
	"testing"

	"github.com/finetune-go/ft/internal/golden"
)

// TestNormAgainstKeras holds one training step on 4 pixels to Keras: the variance is the population's, over 4, both in
// the output and in what the moving one takes in.
func TestNormAgainstKeras(t *testing.T) {
	keras := golden.ReadBatchNorm(t)
	eachSet(t, func(t *testing.T) {
		c := Constants{Epsilon: 1.001e-5, Momentum: 0.99}
		b, err := NewBottlenecks([]Block{{2, 2, 32, 32, 32, 1, false}}, 1, c)
		if err != nil {
			t.Fatal(err)
		}
		u, shape := b.Unit(0, 3), &b.blocks[0].plain[3]
		u.Gamma, u.Beta = keras.Given.Gamma, keras.Given.Beta
		u.Mean, u.Variance = slices.Clone(keras.Given.MovingMean), slices.Clone(keras.Given.MovingVariance)
		y, dx := make([]float32, 4*32), make([]float32, 4*32)
		u.train(keras.Given.X, make([]float32, 32), shape, 4, c)
		u.apply(y, keras.Given.X, nil, shape, 4)
		u.Norm.gradient(dx, slices.Clone(keras.Given.DY), keras.Given.X, nil, shape, shape, 4, u.DBias)
		for name, got := range map[string][]float32{"y": y, "dx": dx, "dgamma": u.DGamma, "dbeta": u.DBeta,
			"moving_mean": u.Mean, "moving_variance": u.Variance} {
			keras.Check(t, name, got)
		}
	})
}
