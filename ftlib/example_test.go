package ftlib_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/finetune-go/ft/ftlib/backend"
	"github.com/finetune-go/ft/ftlib/dataset"
	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/predict"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/internal/drawn"
	"github.com/janpfeifer/must"
)

// From a folder with one sub-folder of images a class to a trained network, and from an image to its class. Here the
// images are small and drawn and the weights random, so that it takes a few seconds; leave out the marked lines for
// real ones.
func Example() {
	ctx := context.Background()
	b := must.M1(backend.Open(ctx, backend.Options{}))
	defer b.Close()
	s := &fit.Session{Backend: b} // with Progress: progress.To(os.Stderr) it says how far it is
	defer s.Close()

	c := run.Default() // ResNet50 with a new head
	c.Data = photos()
	c.Weights, c.Image.Size, c.Epochs = "random", 32, 30 // for a short example only
	dir := filepath.Join(os.TempDir(), "ft-example", "mine")
	r := must.M1(s.Run(ctx, c, fit.Options{Dir: dir, Force: true})) // the record and the weights of the run
	fmt.Printf("trained on %d images, tested on %d\n", r.Result.Train.Total, r.Result.Test.Total)

	source := must.M1(predict.Run(dir))
	classifier := must.M1(predict.New(ctx, s, source, 1))
	defer classifier.Close()
	picture := filepath.Join(c.Data, r.Result.Predictions[0].File)
	pixels, damaged := must.M2(dataset.LoadImages(ctx, []string{picture}, c.Image.Size, c.Image.Interpolation))
	must.M(damaged[0])
	probabilities := must.M1(classifier.Pixels(pixels))
	fmt.Println(len(probabilities[0]), "probabilities, of", source.Classes)
	// Output:
	// trained on 128 images, tested on 32
	// 4 probabilities, of [circles squares stripes triangles]
}

// photos is a folder of images.
func photos() string {
	return must.M1(drawn.Open(context.Background(), nil)).Root
}
