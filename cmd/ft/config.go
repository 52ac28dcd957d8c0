package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"regexp"
	"strings"

	"github.com/finetune-go/ft/ftlib/run"
	"github.com/spf13/pflag"
	"gopkg.in/yaml.v3"
)

// readUnder reads settings from a file into c, whose fields the flags set; flags that were given win over the file.
func readUnder(flags *pflag.FlagSet, file string, c *run.Config) error {
	given := map[*pflag.Flag]string{}
	flags.Visit(func(f *pflag.Flag) { given[f] = f.Value.String() })
	if err := readConfig(file, c); err != nil {
		return err
	}
	for f, value := range given {
		if err := f.Value.Set(value); err != nil {
			return fmt.Errorf("--%s %s: %w", f.Name, value, err)
		}
	}
	return nil
}

// What the YAML package says of a key without a field, and of a value of another type.
var (
	unknownKey = regexp.MustCompile(`^line (\d+): field (\S+) not found in type run\.(\w+)$`)
	wrongType  = regexp.MustCompile("^line (\\d+): cannot unmarshal !!(\\w+)(?: `(.*)`)? into (?:run\\.)?(\\w+)$")
)

// typeNames are the types of the settings in words; any other is a part with keys of its own.
var typeNames = map[string]string{"int": "a whole number", "uint32": "a whole number from 0 to 4294967295", "float64": "a number", "string": "a word"}

// readConfig reads settings from a file over those in c; a key that c does not have is an error.
func readConfig(file string, c *run.Config) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	d := yaml.NewDecoder(bytes.NewReader(text))
	d.KnownFields(true)
	err = d.Decode(c)
	var wrong *yaml.TypeError
	switch {
	case err == nil:
		var root yaml.Node
		if err := yaml.Unmarshal(text, &root); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		if n := fraction(&root, reflect.TypeOf(*c)); n != nil {
			return fmt.Errorf("%s, line %d: %s is not a whole number", file, n.Line, n.Value)
		}
		if n := zeroConstant(&root); n != nil {
			return usageError{fmt.Errorf("%s, line %d: %s cannot be 0: leave it out for Keras' default", file, n.Line, n.Value)}
		}
		if d.Decode(new(yaml.Node)) != io.EOF {
			return fmt.Errorf("%s has several documents: write one file for each run", file)
		}
		return nil
	case errors.Is(err, io.EOF):
		return fmt.Errorf("%s is empty: write settings such as \"epochs: 20\"", file)
	case errors.As(err, &wrong):
		// The first of them; it says where, and one at a time is read more easily.
		if m := unknownKey.FindStringSubmatch(wrong.Errors[0]); m != nil {
			return fmt.Errorf("%s, line %s: unknown key %q: choose among %s", file, m[1], m[2], strings.Join(keys(m[3]), ", "))
		}
		if m := wrongType.FindStringSubmatch(wrong.Errors[0]); m != nil {
			what, ok := typeNames[m[4]]
			if !ok {
				what = "a part with the keys " + strings.Join(keys(m[4]), ", ")
			}
			value := m[3]
			if value == "" {
				value = map[string]string{"seq": "a list", "map": "a part with keys"}[m[2]]
			}
			return fmt.Errorf("%s, line %s: %s where %s belongs", file, m[1], value, what)
		}
		return fmt.Errorf("%s, %s", file, wrong.Errors[0])
	}
	return fmt.Errorf("%s: %s", file, strings.TrimPrefix(err.Error(), "yaml: "))
}

// fraction finds a number with decimals where a whole one belongs: the YAML package cuts them off.
func fraction(n *yaml.Node, t reflect.Type) *yaml.Node {
	switch {
	case n.Kind == yaml.DocumentNode:
		return fraction(n.Content[0], t)
	case n.Kind == yaml.MappingNode && t.Kind() == reflect.Struct:
		for i := 0; i < len(n.Content); i += 2 {
			for k := range t.NumField() {
				if yamlName(t.Field(k)) != n.Content[i].Value {
					continue
				}
				if bad := fraction(n.Content[i+1], t.Field(k).Type); bad != nil {
					return bad
				}
			}
		}
	case n.ShortTag() == "!!float" && (t.Kind() == reflect.Int || t.Kind() == reflect.Uint32):
		return n
	}
	return nil
}

// zeroConstant finds the key of an optimizer's constant that is 0, which in a run.Config stands for one that is left out.
func zeroConstant(root *yaml.Node) *yaml.Node {
	top := root.Content[0].Content
	for i := 0; i+1 < len(top); i += 2 {
		if top[i].Value != "optimizer" {
			continue
		}
		for of := top[i+1].Content; len(of) > 1; of = of[2:] {
			value := 1. // an empty value leaves it
			switch of[0].Value {
			case "rho", "beta_1", "beta_2", "epsilon":
				if err := of[1].Decode(&value); err == nil && value == 0 {
					return of[0]
				}
			}
		}
	}
	return nil
}

func yamlName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
	return name
}

// keys are the YAML names of the fields of run.Config, or of the part of it that has the given type.
func keys(part string) []string {
	t := reflect.TypeFor[run.Config]()
	for i := range t.NumField() {
		if f := t.Field(i); f.Type.Name() == part {
			t = f.Type
			break
		}
	}
	var names []string
	for i := range t.NumField() {
		names = append(names, yamlName(t.Field(i)))
	}
	return names
}
