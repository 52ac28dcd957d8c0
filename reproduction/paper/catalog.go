package paper

import (
	"context"
	"maps"

	"github.com/finetune-go/ft/ftlib/dataset"
	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/internal/drawn"
	"github.com/finetune-go/ft/reproduction/images"
)

// Name is what configurations call the paper's images and its heads.
const Name = "paper"

// heads are those of the tutorial code that the paper started from; its own text names none.
var heads = map[string]map[string]string{Name: {
	"vgg16":    "flatten,128,128",
	"resnet50": "avg,512,drop0.5,256,drop0.5",
}}

// Catalog registers what the recorded configurations name: the paper's heads and images, which are looked for in a
// folder or, where that is "", in the usual places, and the drawn images.
func Catalog(folder string) fit.Catalog {
	data := maps.Clone(drawn.Data)
	data[Name] = func(ctx context.Context, watch progress.Observer) (*dataset.Dataset, error) {
		d, err := images.Open(ctx, folder, watch)
		if err == nil {
			d.Name = Name
		}
		return d, err
	}
	return fit.Catalog{Data: data, Heads: heads}
}
