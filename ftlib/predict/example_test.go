package predict_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"

	"github.com/finetune-go/ft/ftlib/backend"
	"github.com/finetune-go/ft/ftlib/dataset"
	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/predict"
	"github.com/finetune-go/ft/ftlib/progress"
)

// The pixels are read as the run read its own images: at its size and with its interpolation.
func ExampleClassifier() {
	ctx := context.Background()
	source, err := predict.Run("results/runs/mine")
	if err != nil {
		log.Fatal(err)
	}
	b, err := backend.Open(ctx, backend.Options{Progress: progress.To(os.Stderr)})
	if err != nil {
		log.Fatal(err)
	}
	files := []string{"a.jpg", "b.png"}
	c, err := predict.New(ctx, &fit.Session{Backend: b, Progress: progress.To(os.Stderr)}, source, len(files))
	if err != nil {
		log.Fatal(err)
	}
	defer c.Close()
	image := source.Config.Image
	pixels, damaged, err := dataset.LoadImages(ctx, files, image.Size, image.Interpolation)
	if err := errors.Join(append(damaged, err)...); err != nil {
		log.Fatal(err)
	}
	probabilities, err := c.Pixels(pixels)
	if err != nil {
		log.Fatal(err)
	}
	for i, file := range files {
		for k, class := range source.Classes {
			fmt.Printf("%s is %s with probability %.3f\n", file, class, probabilities[i][k])
		}
	}
}
