package fit_test

import (
	"context"
	"fmt"
	"log"
	"os"

	"github.com/finetune-go/ft/ftlib/backend"
	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/ftlib/run"
)

// Training a new head on a folder with one sub-folder of images a class.
func ExampleSession_Run() {
	ctx := context.Background()
	b, err := backend.Open(ctx, backend.Options{Progress: progress.To(os.Stderr)})
	if err != nil {
		log.Fatal(err)
	}
	defer b.Close()
	c := run.Default()
	c.Data = "photos"
	s := &fit.Session{Backend: b, Progress: progress.To(os.Stderr)}
	defer s.Close()
	r, err := s.Run(ctx, c, fit.Options{Dir: "results/runs/mine", Resume: true})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d of %d test images right\n", r.Result.Test.Correct, r.Result.Test.Total)
}
