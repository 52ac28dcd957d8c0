package ftlib_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/finetune-go/ft/ftlib/backend"
	"github.com/finetune-go/ft/ftlib/dataset"
	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/predict"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/internal/drawn"
)

// From a folder with one sub-folder of images a class to a trained network, and from an image to its class. Here the images
// are small and drawn and the weights random, so that it takes a few seconds; leave out the marked lines for real ones.
func Example() {
	ctx := context.Background()
	b, err := backend.Open(ctx, backend.Options{})
	check(err)
	defer b.Close()
	s := &fit.Session{Backend: b} // with Progress: progress.To(os.Stderr) it says how far it is
	defer s.Close()

	c := run.Default() // ResNet50 with a new head
	c.Data = photos()
	c.Weights, c.Image.Size, c.Epochs = "random", 32, 30 // for a short example only
	dir := filepath.Join(os.TempDir(), "ft-example", "mine")
	r, err := s.Run(ctx, c, fit.Options{Dir: dir, Force: true}) // the record and the weights of the run
	check(err)
	fmt.Printf("trained on %d images, tested on %d\n", r.Result.Train.Total, r.Result.Test.Total)

	source, err := predict.Run(dir)
	check(err)
	classifier, err := predict.New(ctx, s, source, 1)
	check(err)
	defer classifier.Close()
	picture := filepath.Join(c.Data, r.Result.Predictions[0].File)
	pixels, damaged, err := dataset.LoadImages(ctx, []string{picture}, c.Image.Size, c.Image.Interpolation)
	check(err)
	check(damaged[0])
	probabilities, err := classifier.Pixels(pixels)
	check(err)
	fmt.Println(len(probabilities[0]), "probabilities, of", source.Classes)
	// Output:
	// trained on 128 images, tested on 32
	// 4 probabilities, of [circles squares stripes triangles]
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

// photos is a folder of images.
func photos() string {
	d, err := drawn.Open(context.Background(), nil)
	check(err)
	return d.Root
}
