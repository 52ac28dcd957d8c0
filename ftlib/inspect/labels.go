// Package inspect finds images that deserve a second look: those that a network takes for something else with
// confidence, and those that are nearly the same as another one.
//
//	suspects, err := inspect.Labels(len(classes), truth, probabilities)
//	for _, s := range suspects {
//		fmt.Println(files[s.Image], "looks like", classes[s.Likely])
//	}
package inspect

import (
	"cmp"
	"math"
	"slices"

	"github.com/finetune-go/ft/ftlib/metrics"
)

// Suspect is an image whose class may be wrong.
type Suspect struct {
	Image  int
	Likely int     // the class that it probably is of
	Given  float64 // probability of the class that it is said to be of
	Other  float64 // probability of the likely one
}

// Labels finds images whose class is probably wrong by confident learning (Northcutt, Jiang and Chuang 2021): a class's
// threshold is the mean probability of it over the images that are said to be of it, and an image is probably of the
// most likely of the classes whose thresholds it reaches. The surest come first. The probabilities must be of a network
// that was not trained on the images, such as those of the folds of a cross-validation.
func Labels(classes int, truth []int, probabilities [][]float64) ([]Suspect, error) {
	if err := metrics.Check(classes, truth, probabilities); err != nil {
		return nil, err
	}
	sums, counts := make([]float64, classes), make([]float64, classes)
	for i, k := range truth {
		sums[k] += probabilities[i][k]
		counts[k]++
	}
	var all []Suspect
	for i, k := range truth {
		likely := -1
		for j, p := range probabilities[i] {
			threshold := math.Inf(1) // nothing is known of a class without images
			if counts[j] > 0 {
				threshold = sums[j] / counts[j]
			}
			if p >= threshold && (likely < 0 || p > probabilities[i][likely]) {
				likely = j
			}
		}
		if likely >= 0 && likely != k {
			all = append(all, Suspect{i, likely, probabilities[i][k], probabilities[i][likely]})
		}
	}
	slices.SortStableFunc(all, func(a, b Suspect) int { return cmp.Compare(a.Given-a.Other, b.Given-b.Other) })
	return all, nil
}

// Worst are the numbers of the images with the highest losses, the highest first.
func Worst(losses []float64) []int {
	order := make([]int, len(losses))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(losses[b], losses[a]) })
	return order
}
