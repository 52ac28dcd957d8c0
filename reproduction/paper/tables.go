package paper

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"sync"

	"github.com/finetune-go/ft/ftlib/network"
)

//go:embed tables.json
var tablesJSON []byte

// Protocols of the paper's two experiments.
const (
	Holdout  = "holdout"
	FiveFold = "5-fold"
)

// Table is one of tables 1 to 8. Table 9 is of another shape: see [Comparison].
type Table struct {
	ID       int    `json:"id"`
	Model    string `json:"model"`    // "vgg16" or "resnet50"
	Protocol string `json:"protocol"` // Holdout or FiveFold
	Epochs   int    `json:"epochs"`
	Rows     []Row  `json:"rows"`
}

// Row is one row of a table, with the paper's numbers in the paper's units. Numbers that its table lacks are zero.
type Row struct {
	Table    int
	Model    string
	Protocol string
	Epochs   int

	Trainable int     `json:"trainable"` // N, the last N entries of the layer table
	Seconds   float64 `json:"time"`      // on Google Colab; five folds together in k-fold tables

	TrainLoss     float64 `json:"train_loss"`
	TrainAccuracy float64 `json:"train_acc"` // percent
	TestLoss      float64 `json:"test_loss"`
	TestAccuracy  float64 `json:"test_acc"` // percent

	MeanLoss     float64 `json:"mean_loss"`
	MeanAccuracy float64 `json:"mean_acc"` // percent, mean of the folds' accuracies
	StdAccuracy  float64 `json:"std_acc"`  // percent, population standard deviation of the folds' accuracies
}

// Parameter is one row of table 9: this study against the art-classification study that the paper cites as [4].
type Parameter struct {
	Name  string `json:"parameter"`
	This  any    `json:"this"`
	Other any    `json:"other"`
}

// Title is the table's title in English; the paper's own titles of tables 5 and 9 leave out what they are about.
func (t Table) Title() string {
	protocol := "hold-out"
	if t.Protocol == FiveFold {
		protocol = "5-fold cross-validation"
	}
	return fmt.Sprintf("Table %d: fine-tuning %s, %s, %d epochs", t.ID, ModelName(t.Model), protocol, t.Epochs)
}

// ModelName is the name of a network as the paper writes it.
func ModelName(model string) string { return network.Title(model) }

type file struct {
	tables     []Table
	comparison []Parameter
}

var load = sync.OnceValue(func() file {
	var raw struct {
		Tables []json.RawMessage `json:"tables"`
	}
	var f file
	must(json.Unmarshal(tablesJSON, &raw))
	for _, message := range raw.Tables {
		var head struct {
			ID int `json:"id"`
		}
		must(json.Unmarshal(message, &head))
		if head.ID == 9 {
			var nine struct {
				Rows []Parameter `json:"rows"`
			}
			must(json.Unmarshal(message, &nine))
			f.comparison = nine.Rows
			continue
		}
		var t Table
		must(json.Unmarshal(message, &t))
		for i := range t.Rows {
			r := &t.Rows[i]
			r.Table, r.Model, r.Protocol, r.Epochs = t.ID, t.Model, t.Protocol, t.Epochs
		}
		f.tables = append(f.tables, t)
	}
	return f
})

// must is for the embedded file alone: the tests have read it, so a failure is a broken build.
func must(err error) {
	if err != nil {
		panic("reproduction/paper: tables.json: " + err.Error())
	}
}

// Tables returns tables 1 to 8.
func Tables() []Table {
	tables := slices.Clone(load().tables)
	for i := range tables {
		tables[i].Rows = slices.Clone(tables[i].Rows)
	}
	return tables
}

// Comparison returns table 9.
func Comparison() []Parameter { return slices.Clone(load().comparison) }

// TableOf returns table id, 1 to 8.
func TableOf(id int) (Table, error) {
	for _, t := range Tables() {
		if t.ID == id {
			return t, nil
		}
	}
	return Table{}, fmt.Errorf("paper has no table %d with trainings: name one of 1 to 8", id)
}

// Rows returns the rows of table id, 1 to 8.
func Rows(id int) ([]Row, error) {
	t, err := TableOf(id)
	return t.Rows, err
}

// Find returns the row of table id for trainable layers.
func Find(id, trainable int) (Row, error) {
	t, err := TableOf(id)
	if err != nil {
		return Row{}, err
	}
	var have []int
	for _, r := range t.Rows {
		if r.Trainable == trainable {
			return r, nil
		}
		have = append(have, r.Trainable)
	}
	return Row{}, fmt.Errorf("table %d has no row %d: name one of %v", id, trainable, have)
}

// Correct is how many test images the paper's accuracy means: k of 162, or of all 808 over five folds.
func (r Row) Correct() int {
	if r.Protocol == FiveFold {
		return int(math.Round(r.MeanAccuracy / 100 * Images))
	}
	return int(math.Round(r.TestAccuracy / 100 * TestImages))
}

// Total is how many images the row's accuracy was measured on.
func (r Row) Total() int {
	if r.Protocol == FiveFold {
		return Images
	}
	return TestImages
}

// TrainCorrect is how many of the 646 training images the paper's training accuracy means; hold-out rows only.
func (r Row) TrainCorrect() int { return int(math.Round(r.TrainAccuracy / 100 * TrainImages)) }

// Accuracy is the accuracy that the row reports, in percent: of the test images, or the mean over the folds.
func (r Row) Accuracy() float64 {
	if r.Protocol == FiveFold {
		return r.MeanAccuracy
	}
	return r.TestAccuracy
}

// Loss is the test loss that the row reports: of the test images, or the mean over the folds.
func (r Row) Loss() float64 {
	if r.Protocol == FiveFold {
		return r.MeanLoss
	}
	return r.TestLoss
}
