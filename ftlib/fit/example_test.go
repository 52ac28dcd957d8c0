package fit_test

import (
	"context"
	"fmt"
	"log"
	"os"

	"github.com/finetune-go/ft/ftlib/backend"
	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/reproduction/paper"
)

// Training on a folder of one's own, with one sub-folder of images a class, from the paper's settings.
func ExampleSession_Run() {
	ctx := context.Background()
	b, err := backend.Open(ctx, backend.Options{Progress: progress.To(os.Stderr)})
	if err != nil {
		log.Fatal(err)
	}
	c := paper.Config("resnet50", 6) // the last 6 layers: the head
	c.Data = "photos"
	c.Epochs = 20
	s := &fit.Session{Backend: b, Progress: progress.To(os.Stderr)}
	r, err := s.Run(ctx, c, fit.Options{Dir: "results/runs/mine", Resume: true})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d of %d test images right\n", r.Result.Test.Correct, r.Result.Test.Total)
}
