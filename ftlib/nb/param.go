package nb

import (
	"fmt"
	"os"
	"strconv"
	"strings"
)

// Value is a type that a parameter can have.
type Value interface {
	int | uint32 | float64 | bool | string | []int | []string
}

// Param is a value that "ft notebook run NAME --set name=value" or "%env FT_SET_name value" in an earlier cell can
// change. Lists are written with commas: --set rows=6,16. Names consist of letters, digits and underscores.
func Param[T Value](name string, def T) T {
	s, ok := os.LookupEnv("FT_SET_" + name)
	if !ok {
		return def
	}
	v, err := parse[T](strings.TrimSpace(s))
	if err != nil {
		fail(fmt.Errorf("parameter %s is %q: write %s", name, s, err))
	}
	return v
}

// parse reads s; its error says what would have been right.
func parse[T Value](s string) (v T, err error) {
	switch p := any(&v).(type) {
	case *string:
		*p = s
	case *int:
		if *p, err = strconv.Atoi(s); err != nil {
			err = fmt.Errorf("a whole number")
		}
	case *uint32:
		var n uint64
		if n, err = strconv.ParseUint(s, 10, 32); err != nil {
			err = fmt.Errorf("a whole number from 0 to 4294967295")
		}
		*p = uint32(n)
	case *float64:
		if *p, err = strconv.ParseFloat(s, 64); err != nil {
			err = fmt.Errorf("a number such as 0.001")
		}
	case *bool:
		if *p, err = strconv.ParseBool(s); err != nil {
			err = fmt.Errorf("true or false")
		}
	case *[]string:
		*p = split(s)
	case *[]int:
		*p = []int{}
		for _, e := range split(s) {
			n, err := strconv.Atoi(e)
			if err != nil {
				return v, fmt.Errorf("whole numbers with commas between them")
			}
			*p = append(*p, n)
		}
	}
	return v, err
}

// split takes a list apart; the empty text is the empty list.
func split(s string) []string {
	list := []string{}
	for e := range strings.SplitSeq(s, ",") {
		if e = strings.TrimSpace(e); e != "" {
			list = append(list, e)
		}
	}
	return list
}
