package backend

import (
	"errors"
	"fmt"
	"strings"
)

// exhausted is how go-xla begins what PJRT says of memory that was not to be had.
const exhausted = "PJRT error (code=8): "

// ErrMemory says that the device has too little memory: fewer layers, smaller batches or smaller images take less.
var ErrMemory = errors.New("the device's memory does not suffice")

// Explain turns an error of XLA that a user can do something about into one line: [ErrMemory], above all of a GPU.
// Other errors it returns as they are.
func Explain(err error) error {
	if err == nil {
		return nil
	}
	_, said, found := strings.Cut(err.Error(), exhausted)
	if !found {
		return err
	}
	return fmt.Errorf("%w (%s)", ErrMemory, strings.TrimSuffix(firstLine(said), "."))
}
