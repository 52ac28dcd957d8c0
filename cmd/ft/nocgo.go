//go:build !cgo

// Command ft without cgo says what is missing: XLA and the kernels are C, and so can't be built without a C compiler.
package main

import (
	"fmt"
	"os"
)

func main() {
	fmt.Fprintln(os.Stderr, "ft: built without cgo, which XLA needs: install a C compiler, such as gcc, and build "+
		"with CGO_ENABLED=1")
	os.Exit(1)
}
