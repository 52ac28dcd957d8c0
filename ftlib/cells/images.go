// Package cells is what the cells of the notebooks call: tables, figures and short trainings in one line each.
package cells

import (
	"context"

	"github.com/finetune-go/ft/ftlib/dataset"
	"github.com/finetune-go/ft/ftlib/report"
)

// samplesPerClass is how many images Figure 4 shows of each class.
const samplesPerClass = 4

// Images finds the paper's images for the figures that show some; dataDir is "" for the usual places.
func Images(ctx context.Context, dataDir string) (report.Sources, error) {
	d, err := dataset.Default(ctx, dataDir, nil)
	if err != nil {
		return report.Sources{}, err
	}
	s := report.Sources{Open: report.OpenBelow(d.Root)}
	taken := map[int]int{}
	for i, file := range d.Files {
		if class := d.Labels[i]; taken[class] < samplesPerClass {
			taken[class]++
			img, err := s.Open(file)
			if err != nil {
				return s, err
			}
			s.Samples = append(s.Samples, report.Sample{Image: img, Class: d.Classes[class]})
		}
	}
	return s, nil
}
