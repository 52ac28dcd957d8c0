package bench

import (
	"context"
	"math"
	"time"
)

// What is measured is repeated until enough is known: a dear first time is the only one.
const (
	dear   = 10 * time.Second
	enough = 2 * time.Second
	most   = 50 // repetitions
)

// best returns the smallest of several measurements. f works and returns what it measured in seconds.
func best(ctx context.Context, f func() (float64, error)) (float64, error) {
	least, begin := math.Inf(1), time.Now()
	for n := range most {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		seconds, err := f()
		if err != nil {
			return 0, err
		}
		least = min(least, seconds)
		if spent := time.Since(begin); spent > dear || n > 1 && spent > enough {
			break
		}
	}
	return least, nil
}
