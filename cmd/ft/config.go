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

// unknownKey is what the YAML package says of a key without a field.
var unknownKey = regexp.MustCompile(`^line (\d+): field (\S+) not found in type run\.(\w+)$`)

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
		return nil
	case errors.Is(err, io.EOF):
		return fmt.Errorf("%s is empty: write settings such as \"epochs: 20\"", file)
	case errors.As(err, &wrong):
		// The first of them; it says where, and one at a time is read more easily.
		if m := unknownKey.FindStringSubmatch(wrong.Errors[0]); m != nil {
			return fmt.Errorf("%s, line %s: unknown key %q: choose among %s", file, m[1], m[2], strings.Join(keys(m[3]), ", "))
		}
		return fmt.Errorf("%s, %s", file, wrong.Errors[0])
	}
	return fmt.Errorf("%s: %s", file, strings.TrimPrefix(err.Error(), "yaml: "))
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
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("yaml"), ",")
		names = append(names, name)
	}
	return names
}
