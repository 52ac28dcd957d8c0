//go:build cgo

package main

import (
	"fmt"
	"math"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"github.com/finetune-go/ft/ftlib/run"
	"gopkg.in/yaml.v3"
)

// wrongSetting is what is wrong with a line.
type wrongSetting struct {
	line int
	what error
}

// check compares a part of the file, with what is merged into it, with the settings that it is decoded into.
func check(n *yaml.Node, t reflect.Type, key string) *wrongSetting {
	wrong := func(format string, args ...any) *wrongSetting {
		return &wrongSetting{n.Line, fmt.Errorf(format, args...)}
	}
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	if n.ShortTag() == "!!null" { // nothing is set
		return nil
	}
	if t.Kind() == reflect.Struct {
		if n.Kind != yaml.MappingNode {
			return wrong("%s where a part with the keys %s belongs", shown(n), strings.Join(keysOf(t), ", "))
		}
		for i := 0; i+1 < len(n.Content); i += 2 {
			if w := checkKey(n.Content[i], n.Content[i+1], t); w != nil {
				return w
			}
		}
		return nil
	}
	what := map[reflect.Kind]string{reflect.Int: "a whole number", reflect.Uint32: "a whole number from 0 to 4294967295",
		reflect.Float64: "a number", reflect.String: "a word", reflect.Bool: "true or false"}[t.Kind()]
	if n.Kind != yaml.ScalarNode {
		return wrong("%s where %s belongs", shown(n), what)
	}
	if t.Kind() == reflect.String {
		return nil
	}
	if t.Kind() == reflect.Bool {
		if n.ShortTag() != "!!bool" {
			return wrong("%s where %s belongs", shown(n), what)
		}
		return nil
	}
	if leadingZero.MatchString(n.Value) { // YAML takes it for an octal number
		return wrong("%s: write the number without the leading zero", shown(n))
	}
	var v float64
	if err := n.Decode(&v); err != nil {
		return wrong("%s where %s belongs", shown(n), what)
	}
	whole := v == math.Trunc(v)
	switch {
	case t.Kind() != reflect.Float64 && (!whole || n.ShortTag() == "!!float"):
		return wrong("%s is not a whole number", shown(n))
	case t.Kind() == reflect.Uint32 && (v < 0 || v > math.MaxUint32), t.Kind() == reflect.Int &&
		math.Abs(v) > math.MaxInt32:
		return wrong("%s where %s belongs", shown(n), what)
	case v == 0 && t.Kind() != reflect.Uint32 &&
		t != reflect.TypeFor[run.Copies](): // seeds and copies may be 0; elsewhere it stands for the default
		w := wrong("%s cannot be 0: leave it out for the default", key)
		w.what = usageError{w.what}
		return w
	}
	return nil
}

var leadingZero = regexp.MustCompile(`^[-+]?0[0-9_]`)

// checkKey checks a key and what it has, or what is merged in its place.
func checkKey(key, value *yaml.Node, t reflect.Type) *wrongSetting {
	if key.ShortTag() == "!!merge" {
		if value.Kind != yaml.SequenceNode {
			return check(value, t, "")
		}
		for _, v := range value.Content {
			if w := check(v, t, ""); w != nil {
				return w
			}
		}
		return nil
	}
	for i := range t.NumField() {
		if yamlName(t.Field(i)) == key.Value {
			return check(value, t.Field(i).Type, key.Value)
		}
	}
	return &wrongSetting{key.Line, fmt.Errorf("unknown key %s: choose among %s", strconv.Quote(shown(key)),
		strings.Join(keysOf(t), ", "))}
}

// shown is a value in words.
func shown(n *yaml.Node) string {
	switch n.Kind {
	case yaml.SequenceNode:
		return "a list"
	case yaml.MappingNode:
		return "a part with keys"
	}
	line, more, _ := strings.Cut(n.Value, "\n")
	if most := 60; len([]rune(line)) > most || more != "" { // a file that is no YAML is one long word
		line = string([]rune(line)[:min(len([]rune(line)), most)]) + "…"
	}
	return line
}

func yamlName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
	return name
}

// keysOf are the YAML names of the fields of run.Config or of a part of it.
func keysOf(t reflect.Type) (names []string) {
	for i := range t.NumField() {
		names = append(names, yamlName(t.Field(i)))
	}
	return names
}
