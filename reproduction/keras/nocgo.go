//go:build !cgo

package main

import "os"

func main() {
	os.Stderr.WriteString("keras: XLA is loaded through C: install a C compiler and build with CGO_ENABLED=1\n")
	os.Exit(1)
}
