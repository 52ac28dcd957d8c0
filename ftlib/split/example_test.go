package split_test

import (
	"fmt"

	"github.com/finetune-go/ft/ftlib/split"
)

func Example() {
	train, test, err := split.HoldOut(808, 0.2, 2)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(train), len(test), test[:3])
	// Output: 646 162 [575 537 119]
}

func ExampleKFold() {
	folds, err := split.KFold{N: 2}.Split(5)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range folds {
		fmt.Println(f.Train, f.Test)
	}
	// Output:
	// [3 4] [0 1 2]
	// [0 1 2] [3 4]
}
