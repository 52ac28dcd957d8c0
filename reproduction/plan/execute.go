package plan

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/ftlib/table"
)

// Options say how a plan is run.
//
// A training with convolutions keeps all cores busy: there a second job gains nothing. One of only a head (ResNet50
// N=6) used 9.0 s of processor time in 9.0 s, so about one of two cores, and 9.4 s beside a second one: two jobs on two
// cores should pay there, as far as the memory's speed allows. More than one also means as many copies of the weights
// and features in memory, so the default is 1.
type Options struct {
	Budget time.Duration // 0 is no limit; else the cheapest runs come first, as far as their estimates fit
	Jobs   int           // trainings at a time, see above; 0 is 1
}

// Execute runs what is left of the plan and returns the runs that did not fit the budget. The first error stops all
// runs, as an interrupt does: each saves its state, and another Execute goes on there.
func (p *Plan) Execute(ctx context.Context, s *fit.Session, o Options) (left []*Run, err error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	q := p.queue(o.Budget)
	var workers sync.WaitGroup
	for range max(1, o.Jobs) {
		worker := s
		if o.Jobs > 1 {
			worker = &fit.Session{Catalog: s.Catalog, Backend: s.Backend, Strict: s.Strict, Progress: s.Progress,
				SaveEvery: s.SaveEvery}
		}
		workers.Go(func() {
			if worker != s {
				defer worker.Close()
			}
			for r := q.next(); r != nil && ctx.Err() == nil; r = q.next() {
				if err := r.train(ctx, worker); err != nil {
					q.fail(err)
					stop()
					return
				}
			}
		})
	}
	workers.Wait()
	if q.err != nil {
		return q.left, q.err
	}
	return q.left, ctx.Err()
}

// train does what is left of a run. Its record is read again: a file has fewer digits than memory, and a finished run
// shall be the same now and in a later call.
func (r *Run) train(ctx context.Context, s *fit.Session) (err error) {
	record, err := s.Run(ctx, r.Config, fit.Options{Dir: r.Dir, Resume: !r.anew, Force: r.anew})
	if record != nil { // it has begun: what there was is gone
		r.anew = false
	}
	if err != nil {
		return err
	}
	r.Record, err = run.Read(r.Dir)
	return err
}

// queue hands out runs while the budget lasts.
type queue struct {
	mu       sync.Mutex
	todo     []*Run
	left     []*Run
	start    time.Time
	budget   float64
	prefixed map[*Cut]bool // a run that computes the prefix was handed out
	err      error         // the first one; what follows from it is no news
}

// queue lines up what is left: with a budget the cheapest first, else in the order of the plan.
func (p *Plan) queue(budget time.Duration) *queue {
	q := &queue{start: time.Now(), budget: budget.Seconds(), prefixed: map[*Cut]bool{}}
	for _, r := range p.Runs {
		if !r.Finished() {
			q.todo = append(q.todo, r)
		}
	}
	if budget > 0 {
		slices.SortStableFunc(q.todo, func(a, b *Run) int { return cmp.Compare(q.cost(a), q.cost(b)) })
	}
	return q
}

// cost is what a run takes, with its prefix if it comes first.
func (q *queue) cost(r *Run) float64 {
	seconds := r.Seconds()
	if e := r.Cut.Estimate; e != nil && !q.prefixed[r.Cut] {
		seconds += e.Prefix
	}
	return seconds
}

// next returns the next run that fits into what is left of the budget, nil at the end.
func (q *queue) next() *Run {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.todo) > 0 {
		r := q.todo[0]
		q.todo = q.todo[1:]
		if q.budget > 0 && !(time.Since(q.start).Seconds()+q.cost(r) <= q.budget) {
			q.left = append(q.left, r)
			continue
		}
		q.prefixed[r.Cut] = true
		return r
	}
	return nil
}

func (q *queue) fail(err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.err == nil {
		q.err = err
	}
}

// LeftOut lists runs that did not fit a budget, with what they would have taken.
func LeftOut(runs []*Run) table.Table {
	t := table.Table{Name: "left-out", Caption: "Left out: they do not fit the budget",
		Columns: []table.Column{{Head: "run"}, {Head: "fills"}, {Head: "estimate", Right: true}}}
	sum := 0.0
	for _, r := range runs {
		t.Rows = append(t.Rows, []string{r.Name, r.fills(), duration(r.Seconds())})
		sum += r.Seconds()
	}
	t.Notes = []string{fmt.Sprintf("%d runs, %s.", len(runs), duration(sum))}
	return t
}
