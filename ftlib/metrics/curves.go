package metrics

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// Curve is one of a class against all others, a point for each threshold: images whose score is at least that are
// taken for the class.
type Curve struct {
	Thresholds []float64
	Hits       []int // images of the class that are found
	Alarms     []int // images of other classes that are taken for it
	Of, Others int   // images of the class and of the others
}

// curveOf counts at each distinct score, from the highest to the lowest.
func curveOf(positive []bool, scores []float64) (Curve, error) {
	var c Curve
	if len(positive) == 0 {
		return c, ErrNoImages
	}
	if len(positive) != len(scores) {
		return c, fmt.Errorf("%d images have a class and %d have a score", len(positive), len(scores))
	}
	order := make([]int, len(scores))
	for i, s := range scores {
		if math.IsNaN(s) || math.IsInf(s, 0) {
			return c, fmt.Errorf("image %d has a score of %g", i+1, s)
		}
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(scores[b], scores[a]) })
	for n, i := range order {
		if positive[i] {
			c.Of++
		} else {
			c.Others++
		}
		if n+1 == len(order) || scores[order[n+1]] != scores[i] {
			c.Thresholds, c.Hits, c.Alarms = append(c.Thresholds, scores[i]), append(c.Hits, c.Of), append(c.Alarms, c.Others)
		}
	}
	return c, nil
}

// ROC is the share of the others that are false alarms and the share of the class that is found, from 0, 0 to 1, 1. A
// share of no image is NaN.
func (c Curve) ROC() (alarms, found []float64) {
	alarms, found = []float64{0}, []float64{0}
	if c.Others == 0 {
		alarms[0] = math.NaN()
	}
	if c.Of == 0 {
		found[0] = math.NaN()
	}
	for i := range c.Thresholds {
		alarms = append(alarms, float64(c.Alarms[i])/float64(c.Others))
		found = append(found, float64(c.Hits[i])/float64(c.Of))
	}
	return alarms, found
}

// auc is the area under [Curve.ROC]: the chance that an image of the class has a higher score than one of the others.
func (c Curve) auc() float64 {
	alarms, found := c.ROC()
	area := 0.0
	for i := 1; i < len(alarms); i++ {
		area += (alarms[i] - alarms[i-1]) * (found[i] + found[i-1]) / 2
	}
	return area
}

// PR is the precision at each recall, from none found to all. It begins where nothing is taken for the class, with a
// precision of 1. Without an image of the class all of it is found at every threshold.
func (c Curve) PR() (precision, recall []float64) {
	precision, recall = []float64{1}, []float64{0}
	for i := range c.Thresholds {
		precision = append(precision, float64(c.Hits[i])/float64(c.Hits[i]+c.Alarms[i]))
		r := 1.0
		if c.Of > 0 {
			r = float64(c.Hits[i]) / float64(c.Of)
		}
		recall = append(recall, r)
	}
	return precision, recall
}

// averagePrecision is the mean of the precisions, weighted by the rise of the recall to each; without an image of the
// class it is 0.
func (c Curve) averagePrecision() float64 {
	precision, recall := c.PR()
	sum := 0.0
	for i := 1; i < len(precision); i++ {
		sum += (recall[i] - recall[i-1]) * precision[i]
	}
	return sum
}
