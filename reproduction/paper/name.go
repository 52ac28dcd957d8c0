package paper

import (
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/internal/drawn"
)

// RunName is the name of the folder of a run, see [run.Name]; it says in what the run differs from the paper's
// settings.
//
//	vgg16-n3-holdout-seed1       200 epochs, as most rows of the paper share it
//	vgg16-n3-holdout-seed1-demo  on the drawn images
func RunName(c run.Config) string {
	name := run.Name(c, Config(c.Model, 0))
	if c.Data == drawn.Name {
		name += "-demo"
	}
	return name
}
