package metrics

import (
	"fmt"
	"math"
)

// Confusion counts images by true class and guess: [true class][guess].
func Confusion(classes int, truth, guess []int) [][]int {
	counts := make([][]int, classes)
	for k := range counts {
		counts[k] = make([]int, classes)
	}
	for i, k := range truth {
		counts[k][guess[i]]++
	}
	return counts
}

// Class says how well one class is told from the others. What has no image to count is 0, as scikit-learn has it.
type Class struct {
	Name      string `json:"class"`
	Precision Number `json:"precision"` // of the images that are taken for it, the share that is of it
	Recall    Number `json:"recall"`    // of its images, the share that is found
	F1        Number `json:"f1"`        // harmonic mean of both
	Support   int    `json:"support"`   // its images

	ROCAUC           Number `json:"roc_auc"`           // against all others; NaN without an image of it or of them
	AveragePrecision Number `json:"average_precision"` // likewise; NaN without an image of it
}

// Means are those over the classes that occur, as truth or as a guess.
type Means struct {
	Precision Number `json:"precision"`
	Recall    Number `json:"recall"`
	F1        Number `json:"f1"`
}

// Counted is what a confusion matrix tells.
type Counted struct {
	Images           int     `json:"images"`
	Accuracy         Share   `json:"accuracy"`
	BalancedAccuracy Number  `json:"balanced_accuracy"` // mean recall of the classes that have images
	Macro            Means   `json:"macro"`             // each class counts the same
	Weighted         Means   `json:"weighted"`          // each image counts the same
	Classes          []Class `json:"classes"`
	Confusion        [][]int `json:"confusion"` // [true class][guess]
}

// Count reads a confusion matrix.
func Count(names []string, confusion [][]int) (*Counted, error) {
	n := len(names)
	if len(confusion) != n {
		return nil, fmt.Errorf("a confusion matrix of %d rows for %d classes", len(confusion), n)
	}
	m := &Counted{Classes: make([]Class, n), Confusion: confusion}
	guesses, right := make([]int, n), 0
	for i, line := range confusion {
		if len(line) != n {
			return nil, fmt.Errorf("row %d of a confusion matrix has %d columns for %d classes", i+1, len(line), n)
		}
		c := &m.Classes[i]
		c.Name, c.ROCAUC, c.AveragePrecision = names[i], Number(math.NaN()), Number(math.NaN())
		for j, count := range line {
			c.Support += count
			guesses[j] += count
		}
		right += line[i]
		m.Images += c.Support
	}
	if m.Images == 0 {
		return nil, ErrNoImages
	}
	m.Accuracy = ShareOf(right, m.Images)
	present, occurring := 0.0, 0.0
	for i := range m.Classes {
		c := &m.Classes[i]
		hits := float64(confusion[i][i])
		c.Precision, c.Recall = over(hits, guesses[i]), over(hits, c.Support)
		c.F1 = over(2*hits, guesses[i]+c.Support)
		if c.Support > 0 {
			present++
			m.BalancedAccuracy += c.Recall
		}
		if c.Support > 0 || guesses[i] > 0 {
			occurring++
			m.Macro.add(c, 1)
		}
		m.Weighted.add(c, float64(c.Support)/float64(m.Images))
	}
	m.BalancedAccuracy /= Number(present)
	m.Macro = Means{m.Macro.Precision / Number(occurring), m.Macro.Recall / Number(occurring),
		m.Macro.F1 / Number(occurring)}
	return m, nil
}

func (m *Means) add(c *Class, weight float64) {
	m.Precision += Number(weight) * c.Precision
	m.Recall += Number(weight) * c.Recall
	m.F1 += Number(weight) * c.F1
}

// over is 0 where nothing is divided by nothing.
func over(a float64, b int) Number {
	if b == 0 {
		return 0
	}
	return Number(a / float64(b))
}
