package report

import (
	"context"

	paperphotos "github.com/finetune-go/ft/reproduction/images"
)

// samplesPerClass is how many images Figure 4 shows of each class.
const samplesPerClass = 4

// PaperImages finds the paper's images for the figures that show some; dataDir is "" for the usual places.
func PaperImages(ctx context.Context, dataDir string) (Sources, error) {
	d, err := paperphotos.Open(ctx, dataDir, nil)
	if err != nil {
		return Sources{}, err
	}
	s := Sources{Open: OpenBelow(d.Root)}
	taken := map[int]int{}
	for i, file := range d.Files {
		if class := d.Labels[i]; taken[class] < samplesPerClass {
			taken[class]++
			img, err := s.Open(file)
			if err != nil {
				return s, err
			}
			s.Samples = append(s.Samples, Sample{Image: img, Class: d.Classes[class]})
		}
	}
	return s, nil
}
