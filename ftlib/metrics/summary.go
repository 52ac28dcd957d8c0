package metrics

import "math"

// Summary is all that can be said of answers with probabilities.
type Summary struct {
	Counted
	// Top[k-1]: the class is among the k most likely, up to 5 and fewer than there are
	Top     []Share `json:"top"`
	LogLoss Number  `json:"log_loss"` // nats
	// mean squared distance of the probabilities from the truth, summed over the classes; of two classes half of that,
	// which is the score of either
	Brier Number `json:"brier"`
	// of two classes the second's; else the mean of the classes that have one
	ROCAUC           Number      `json:"roc_auc"`
	AveragePrecision Number      `json:"average_precision"` // likewise
	Calibration      Calibration `json:"calibration"`
}

// Of evaluates answers: the true class of each image and the probabilities that it has for each class.
func Of(names []string, truth []int, probabilities [][]float64) (*Summary, error) {
	n := len(names)
	if err := Check(n, truth, probabilities); err != nil {
		return nil, err
	}
	guess := make([]int, len(truth))
	for i, row := range probabilities {
		guess[i] = Guess(row)
	}
	counted, err := Count(names, Confusion(n, truth, guess))
	if err != nil {
		return nil, err
	}
	s := &Summary{Counted: *counted}
	for k := 1; k <= 5 && k < n; k++ {
		s.Top = append(s.Top, ShareOf(topK(truth, probabilities, k), len(truth)))
	}
	s.LogLoss, s.Brier = logLoss(truth, probabilities), brier(truth, probabilities)
	s.Calibration = calibrate(truth, probabilities)
	var areas, precisions []Number
	for k := range names {
		c, err := CurveFor(k, truth, probabilities)
		if err != nil {
			return nil, err
		}
		class := &s.Classes[k]
		class.ROCAUC = Number(c.auc())
		if c.Of > 0 {
			class.AveragePrecision = Number(c.averagePrecision())
		}
		if n > 2 || k == 1 {
			areas, precisions = append(areas, class.ROCAUC), append(precisions, class.AveragePrecision)
		}
	}
	s.ROCAUC, s.AveragePrecision = mean(areas), mean(precisions)
	return s, nil
}

// CurveFor is the curve of a class by its probability.
func CurveFor(class int, truth []int, probabilities [][]float64) (Curve, error) {
	positive, scores := make([]bool, len(truth)), make([]float64, len(truth))
	for i, row := range probabilities {
		positive[i], scores[i] = truth[i] == class, row[class]
	}
	return curveOf(positive, scores)
}

// mean is that of the values that are defined.
func mean(values []Number) Number {
	sum, n := 0.0, 0.0
	for _, v := range values {
		if !math.IsNaN(float64(v)) {
			sum, n = sum+float64(v), n+1
		}
	}
	return Number(sum / n)
}
