package backend

import (
	"fmt"
	"strings"
)

// exhausted is how go-xla begins what PJRT says of memory that was not to be had.
const exhausted = "PJRT error (code=8): "

// Explain says in one line what to do about an error of XLA that a user can mend: too little memory, above all a card's.
// Other errors it returns as they are.
func Explain(err error) error {
	if err == nil {
		return nil
	}
	_, said, found := strings.Cut(err.Error(), exhausted)
	if !found {
		return err
	}
	return fmt.Errorf("the device's memory does not suffice (%s): train fewer layers, take smaller batches or images, or --device cpu on a machine with more memory",
		strings.TrimSuffix(firstLine(said), "."))
}
