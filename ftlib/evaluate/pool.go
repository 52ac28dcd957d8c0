package evaluate

import (
	"errors"
	"fmt"
	"slices"
)

// Pool puts the answers of several runs on the same images together, such as those of the folds of a cross-validation.
// Of an image that several have tested, such as those of several seeds, the probabilities are the mean.
func Pool(all ...*Answers) (*Answers, error) {
	if len(all) == 0 {
		return nil, errors.New("no run to evaluate")
	}
	if len(all) == 1 {
		return all[0], nil
	}
	out := *all[0]
	out.Images, out.Unread, out.Missing, out.Changed, out.Unknown, out.Trained = nil, nil, nil, nil, nil, 0
	at, times := map[string]int{}, []float64{}
	for _, a := range all {
		if a.Root != out.Root || !slices.Equal(a.Classes, out.Classes) {
			return nil, fmt.Errorf("%s is of other images or classes than %s: give runs on the same data", a.Run.Name(),
				all[0].Run.Name())
		}
		for _, image := range a.Images {
			i, known := at[image.File]
			if !known {
				at[image.File] = len(out.Images)
				image.Probabilities = slices.Clone(image.Probabilities)
				out.Images, times = append(out.Images, image), append(times, 1)
				continue
			}
			times[i]++
			for k, p := range image.Probabilities {
				out.Images[i].Probabilities[k] += p
			}
		}
		out.Unread = append(out.Unread, a.Unread...)
		out.Changed = append(out.Changed, a.Changed...)
	}
	for i := range out.Images {
		for k := range out.Images[i].Probabilities {
			out.Images[i].Probabilities[k] /= times[i]
		}
	}
	slices.Sort(out.Changed)
	out.Changed = slices.Compact(out.Changed)
	out.empty()
	return &out, nil
}
