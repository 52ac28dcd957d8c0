package dataset

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

// parallel calls work(0) to work(n-1) on all cores and waits. It returns the error of the lowest index that failed,
// or that of ctx; after an error no further call begins.
func parallel(ctx context.Context, n int, work func(i int) error) error {
	var (
		next   atomic.Int64
		failed atomic.Bool
		wait   sync.WaitGroup
		errs   = make([]error, n)
	)
	for range min(n, runtime.GOMAXPROCS(0)) {
		wait.Go(func() {
			for !failed.Load() && ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				if errs[i] = work(i); errs[i] != nil {
					failed.Store(true)
				}
			}
		})
	}
	wait.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return context.Cause(ctx)
}
