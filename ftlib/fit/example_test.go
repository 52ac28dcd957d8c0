package fit_test

import (
	"context"
	"fmt"
	"os"

	"github.com/finetune-go/ft/ftlib/backend"
	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/janpfeifer/must"
)

// Training a new head on a folder with one sub-folder of images a class.
func ExampleSession_Run() {
	ctx := context.Background()
	b := must.M1(backend.Open(ctx, backend.Options{Progress: progress.To(os.Stderr)}))
	defer b.Close()
	c := run.Default()
	c.Data = "photos"
	s := &fit.Session{Backend: b, Progress: progress.To(os.Stderr)}
	defer s.Close()
	r := must.M1(s.Run(ctx, c, fit.Options{Dir: "results/runs/mine", Resume: true}))
	fmt.Printf("%d of %d test images right\n", r.Result.Test.Correct, r.Result.Test.Total)
}
