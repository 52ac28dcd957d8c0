package predict

import (
	"context"
	"slices"

	"github.com/finetune-go/ft/ftlib/dataset"
)

// Files classifies image files, in their order. each gets the number of a file with its probabilities, or with why it
// cannot be read; an error of its own ends the work. The next files are decoded while the network works.
func (p *Classifier) Files(ctx context.Context, paths []string, each func(i int, probabilities []float32,
	unread error) error) error {
	return p.files(ctx, paths, p.Pixels, each)
}

// FeaturesOf is Files for [Classifier.Features].
func (p *Classifier) FeaturesOf(ctx context.Context, paths []string, each func(i int, features []float32,
	unread error) error) error {
	return p.files(ctx, paths, p.Features, each)
}

// decoded is a batch of files on its way to the network.
type decoded struct {
	pixels []byte
	unread []error
	err    error
}

func (p *Classifier) files(ctx context.Context, paths []string, run func(rgb []byte) ([][]float32, error),
	each func(i int, values []float32, unread error) error) error {
	ctx, cancel := context.WithCancel(ctx)
	image := p.source.Config.Image
	reading := dataset.Reading{Size: image.Size, Interpolation: image.Interpolation, Exif: image.Exif}
	ahead := make(chan decoded, 1)
	go func() {
		defer close(ahead)
		for some := range slices.Chunk(paths, p.batch) {
			var d decoded
			d.pixels, d.unread, d.err = reading.Load(ctx, some)
			select {
			case ahead <- d:
			case <-ctx.Done():
			}
			if ctx.Err() != nil {
				return
			}
		}
	}()
	defer func() { // nothing is decoded any more when this returns
		cancel()
		for range ahead {
		}
	}()
	size, first := image.Size*image.Size*3, 0
	for d := range ahead {
		if d.err != nil {
			return d.err
		}
		good := d.pixels[:0]
		for i, unread := range d.unread {
			if unread == nil {
				good = append(good, d.pixels[i*size:(i+1)*size]...)
			}
		}
		var rows [][]float32
		if len(good) > 0 {
			var err error
			if rows, err = run(good); err != nil {
				return err
			}
		}
		for i, unread := range d.unread {
			var row []float32
			if unread == nil {
				row, rows = rows[0], rows[1:]
			}
			if err := each(first+i, row, unread); err != nil {
				return err
			}
		}
		first += len(d.unread)
	}
	return context.Cause(ctx)
}
