package fit

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/finetune-go/ft/ftlib/run"
)

// balanced is the class weight that scikit-learn computes: the mean number of images of a class by that of the class.
const balanced = "balanced"

// checkLoss refuses a loss that cannot be, as far as it is known without the images.
func checkLoss(c run.Config) error {
	if !(c.LabelSmoothing >= 0 && c.LabelSmoothing < 1) {
		return fmt.Errorf("label smoothing %g: give a share below 1, such as 0.1", c.LabelSmoothing)
	}
	_, err := namedWeights(c.ClassWeight)
	return err
}

// checkUnused refuses constants that the optimizer would pass over.
func checkUnused(given, used run.Optimizer) error {
	if given.Momentum != used.Momentum {
		return fmt.Errorf("momentum: %s has none; choose sgd or rmsprop", used.Name)
	}
	if given.Nesterov != used.Nesterov {
		return fmt.Errorf("nesterov: %s has no such momentum; choose sgd", used.Name)
	}
	for _, c := range []struct {
		name        string
		given, used float64
		has         string
	}{{"rho", given.Rho, used.Rho, "adadelta or rmsprop"}, {"beta_1", given.Beta1, used.Beta1, "adam or adamw"},
		{"beta_2", given.Beta2, used.Beta2, "adam or adamw"}, {"epsilon", given.Epsilon, used.Epsilon, "another one"}} {
		if c.given != 0 && c.used == 0 {
			return fmt.Errorf("%s: %s has none; choose %s, or leave it out", c.name, used.Name, c.has)
		}
	}
	return nil
}

// namedWeights reads weights such as "cat=2.5,dog=1".
func namedWeights(text string) (map[string]float64, error) {
	if text == "" || text == balanced {
		return nil, nil
	}
	weights := map[string]float64{}
	for word := range strings.SplitSeq(text, ",") {
		i := strings.LastIndex(word, "=")
		if i < 1 {
			return nil, fmt.Errorf("class weight %q: give balanced, or weights such as cat=2.5,dog=1", word)
		}
		v, err := strconv.ParseFloat(word[i+1:], 64)
		if err != nil || !(v > 0) || math.IsInf(float64(float32(v)), 0) || float32(v) == 0 {
			return nil, fmt.Errorf("class weight %q: give a number above 0, such as cat=2.5", word)
		}
		if _, twice := weights[word[:i]]; twice {
			return nil, fmt.Errorf("class weight: class %q has two", word[:i])
		}
		weights[word[:i]] = v
	}
	return weights, nil
}

// classWeights are those of all classes for some training images; nil where all are 1.
func classWeights(text string, classes []string, labels, train []int) ([]float32, error) {
	if text == "" {
		return nil, nil
	}
	all := slices.Repeat([]float32{1}, len(classes))
	if text == balanced {
		counts, present := make([]int, len(classes)), 0
		for _, i := range train {
			counts[labels[i]]++
		}
		for _, n := range counts {
			if n > 0 {
				present++
			}
		}
		for c, n := range counts {
			if n > 0 {
				all[c] = float32(float64(len(train)) / float64(present*n))
			}
		}
		return all, nil
	}
	named, err := namedWeights(text)
	for _, name := range slices.Sorted(maps.Keys(named)) {
		c := slices.Index(classes, name)
		if c < 0 {
			return nil, fmt.Errorf("class weight: there is no class %q among %s", name, someQuoted(classes))
		}
		all[c] = float32(named[name])
	}
	return all, err
}
