package fit

import (
	"errors"
	"fmt"
)

// What a program can act on, to be found with errors.Is.
var (
	// ErrStopped says that a run was interrupted; what it had done was saved, and Options.Resume goes on with it.
	ErrStopped = errors.New("stopped")
	// ErrExists says that the run folder is there already: Options.Resume goes on with it, Options.Force replaces it.
	ErrExists = errors.New("is there already")
	// ErrOther says that a run folder was made with other settings, images or weights than it is to be gone on with.
	ErrOther = errors.New("is another run")
	// ErrDamaged says that a run folder has files from which nothing can go on; Options.Force replaces it.
	ErrDamaged = errors.New("cannot go on")
	// ErrDiverged says that the loss of a training is no number any more; its history was kept, its weights were not.
	ErrDiverged = errors.New("has diverged")
	// ErrForeign says that the run folder has something in it that is not of a run, and may be somebody's work.
	ErrForeign = errors.New("is not of a run")
	// ErrNoState says that a finished run did not keep what it needs to go on for more epochs (run.Config.KeepState).
	ErrNoState = errors.New("is finished and kept no state to go on from")
	// ErrFrom says that a run cannot start from the weights of another one.
	ErrFrom = errors.New("cannot start from")
	// ErrNoValidation says that there are no validation images, so that the test images would decide.
	ErrNoValidation = errors.New("there are no validation images, and the test images must not decide")
)

// stopped is ErrStopped with its place and the reason.
type stopped struct {
	after, of int // epochs
	cause     error
}

func (e *stopped) Error() string {
	return fmt.Sprintf("%v after epoch %d of %d", ErrStopped, e.after, e.of)
}
func (e *stopped) Unwrap() []error { return []error{ErrStopped, e.cause} }
