package report

import (
	"fmt"
	"testing"

	"github.com/finetune-go/ft/ftlib/figure"
	"github.com/finetune-go/ft/internal/testfile"
	"github.com/finetune-go/ft/reproduction/versus"
)

func save(f *figure.Figure, err error) {
	if err == nil {
		err = f.Save("testdata/" + f.Name + ".png")
	}
	fmt.Println(err)
}

func accuracyExample() {
	save(newBook(someRuns()).accuracyFigure("accuracy", 1, 2, 5, 6), nil)
}

func timeExample() {
	book := newBook(someRuns())
	for model, n := range map[string]int{"vgg16": 3, "resnet50": 6} {
		book.peers = append(book.peers, versus.Result{Row: versus.Row{Model: model, Trainable: n}, Peer: "keras",
			Seconds: 60 / float64(n)})
	}
	save(book.timeFigure("time", 1, 2, 5, 6), nil)
}

// ExampleBook_Figure draws figures 6 to 13, the learning curves; others have examples of their own.
func ExampleBook_Figure() {
	book := newBook(someRuns())
	for id := 6; id <= 13; id++ {
		save(book.Figure(id, Sources{}))
	}
	// Output:
	// <nil>
	// <nil>
	// <nil>
	// <nil>
	// <nil>
	// <nil>
	// <nil>
	// <nil>
}

func TestFigures(t *testing.T) {
	testfile.Example(t, ExampleBook_Figure, "figure6.png", "figure7.png", "figure8.png", "figure9.png", "figure10.png",
		"figure11.png", "figure12.png", "figure13.png")
	testfile.Example(t, accuracyExample, "accuracy.png")
	testfile.Example(t, timeExample, "time.png")
}
