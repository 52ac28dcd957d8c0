package fit

import (
	"cmp"
	"context"

	"github.com/finetune-go/ft/ftlib/dataset"
	"github.com/finetune-go/ft/ftlib/network"
	"github.com/finetune-go/ft/ftlib/progress"
)

// Catalog has what configurations may name beside folders and lists of layers. The zero value has nothing.
type Catalog struct {
	// Data opens a set of images by a name that stands in run.Config.Data. A folder of that name is not looked for.
	Data map[string]func(context.Context, progress.Observer) (*dataset.Dataset, error)
	// Heads has the layers of a head by its name in run.Config.Head, then by the network.
	Heads map[string]map[string]string
}

// Head is the list of layers that a configuration's head stands for.
func (c Catalog) Head(model, head string) string {
	return cmp.Or(c.Heads[head][model], head, network.DefaultHead(model))
}
