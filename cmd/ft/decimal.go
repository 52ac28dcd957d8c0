//go:build cgo

package main

import (
	"reflect"
	"strconv"

	"github.com/spf13/pflag"
)

// decimal is a whole number of a flag. Those of the flag package take 010 for 8.
type decimal[T int | uint32] struct{ to *T }

func (d decimal[T]) String() string {
	if d.to == nil {
		return ""
	}
	return strconv.FormatInt(int64(*d.to), 10)
}

func (d decimal[T]) Set(text string) (err error) {
	var n int64
	switch any(d.to).(type) {
	case *uint32:
		var u uint64
		u, err = strconv.ParseUint(text, 10, 32)
		n = int64(u)
	case *int:
		n, err = strconv.ParseInt(text, 10, strconv.IntSize)
	}
	if err == nil {
		*d.to = T(n)
	}
	return err
}

func (d decimal[T]) Type() string {
	return reflect.TypeFor[T]().String()
}

// intVar is the flag package's IntVar and Uint32Var for decimal numbers.
func intVar[T int | uint32](f *pflag.FlagSet, to *T, name string, standard T, usage string) {
	*to = standard
	f.Var(decimal[T]{to}, name, usage)
}
