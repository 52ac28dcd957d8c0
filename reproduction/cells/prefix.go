package cells

import (
	"fmt"
	"strings"

	"github.com/finetune-go/ft/ftlib/backend"
	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/nb"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/reproduction/paper"
	"github.com/janpfeifer/must"
)

// Prefix displays what of a network a configuration leaves frozen: where that ends, how large its values are for all
// images, and how long it takes to compute them, which is once.
func Prefix(c run.Config) { nb.Markdown("%s", must.M1(prefix(c))) }

func prefix(c run.Config) (string, error) {
	ctx, stop := nb.Context()
	defer stop()
	b, err := backend.Open(ctx, backend.Options{})
	if err != nil {
		return "", err
	}
	defer b.Close()
	s := &fit.Session{Catalog: paper.Catalog(""), Backend: b}
	defer s.Close()
	d, err := s.Images(ctx, c.Data)
	if err != nil {
		return "", err
	}
	setup, err := s.Resolve(c, len(d.Classes))
	if err != nil {
		return "", err
	}
	set, err := s.Weights(ctx, setup.Model, c.Weights, c.Seeds.Init)
	if err != nil {
		return "", err
	}
	compile, image, err := fit.MeasurePrefix(ctx, b, setup.Model, setup.Cut, set)
	if err != nil {
		return "", err
	}
	f, err := s.Features(ctx, setup, set)
	if err != nil {
		return "", err
	}
	defer f.Close()
	size := 0
	for _, values := range f.Data {
		size += 4 * len(values)
	}
	return fmt.Sprintf("With N = %s the frozen prefix ends at **%s**. Its values for all %d images, of shape %v "+
		"each, are **%.1f MB**. "+
		"Computing them takes about %.0f s, once: they are kept on disk, and every epoch, seed, fold and learning rate "+
		"starts from them.",
		c.Trainable, strings.Join(f.Layers, ", "), f.Rows, f.Shapes[0], float64(size)/1e6, compile+image*float64(f.Rows)), nil
}
