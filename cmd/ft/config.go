//go:build cgo

package main

import (
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/reproduction/paper"
	"github.com/spf13/pflag"
	"gopkg.in/yaml.v3"
)

// configure sets c to what the flags, which set its fields, and a file of settings say; flags win. What both leave out
// is the default: for images of one's own without a file that of run.ForImages, and of a run to start from its own.
// Phases are those of the file.
func configure(flags *pflag.FlagSet, file string, c *run.Config) (phases []fit.Phase, err error) {
	kept := map[*pflag.Flag]string{} // what was given
	flags.Visit(func(f *pflag.Flag) { kept[f] = f.Value.String() })
	var base run.Config
	if file != "" {
		base.Seeds = run.Default().Seeds
		if phases, err = readConfig(file, &base); err != nil {
			return nil, err
		}
	}
	from := base.From
	if flags.Changed("from") {
		from = c.From
	}
	switch {
	case from != "":
		if base, err = fit.From(from); err == nil && file != "" {
			if flags.Changed("optimizer") {
				base = withOptimizer(base, c.Optimizer.Name)
			}
			_, err = readConfig(file, &base)
		}
		if err != nil {
			return nil, err
		}
	case file == "":
		base = run.Default()
		if isOwn(c.Data) {
			kind := ""
			switch {
			case flags.Changed("split"):
				kind = c.Split.Kind
			case flags.Changed("folds"):
				kind = "stratified"
			case flags.Changed("test-size"):
				kind = "holdout"
			}
			base = run.ForImages(kind)
		}
	}
	if file == "" && flags.Changed("optimizer") { // whose constants are others
		base.Optimizer = run.Optimizer{}
	}
	*c = base
	return phases, restore(kept)
}

// isOwn says whether images are a user's own.
func isOwn(data string) bool { return paper.Catalog("").Data[dataOf(data)] == nil }

// restore sets flags to values that they were given.
func restore(values map[*pflag.Flag]string) error {
	for f, value := range values {
		if err := f.Value.Set(value); err != nil {
			return fmt.Errorf("--%s %s: %w", f.Name, value, err)
		}
	}
	return nil
}

// maxConfig is more than any file of settings needs.
const maxConfig = 1 << 20

// readConfig reads settings from a file over those in c; a key that c does not have, and a value that its setting
// cannot have, is an error.
func readConfig(file string, c *run.Config) (phases []fit.Phase, err error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && info.IsDir() {
		return nil, fmt.Errorf("%s is a folder: name a file of settings, such as the %s of a run", file, run.ConfigFile)
	}
	text, err := io.ReadAll(io.LimitReader(f, maxConfig+1))
	if err != nil {
		return nil, err
	}
	if len(text) > maxConfig {
		return nil, fmt.Errorf("%s has more than %d bytes: it is no file of settings", file, maxConfig)
	}
	return parseConfig(file, text, c)
}

// parseConfig is readConfig of what the file has.
func parseConfig(file string, text []byte, c *run.Config) (phases []fit.Phase, err error) {
	if !isText(string(text)) {
		return nil, fmt.Errorf("%s is not UTF-8: save it as UTF-8", file)
	}
	var root yaml.Node
	d := yaml.NewDecoder(strings.NewReader(string(text)))
	if err := d.Decode(&root); errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s is empty: write settings such as \"epochs: 20\"", file)
	} else if err != nil {
		return nil, wrongYAML(file, err)
	}
	if d.Decode(new(yaml.Node)) != io.EOF {
		return nil, fmt.Errorf("%s has several documents: write one file for each run", file)
	}
	if err := root.Decode(new(any)); err != nil { // what contains itself has no end
		return nil, wrongYAML(file, err)
	}
	phases, wrong := takePhases(root.Content[0])
	if wrong == nil {
		wrong = check(root.Content[0], reflect.TypeFor[run.Config](), "")
	}
	if wrong != nil {
		return nil, fmt.Errorf("%s, line %d: %w", file, wrong.line, wrong.what)
	}
	var own run.Config
	if err := root.Decode(&own); err == nil && own.Split.Kind == "" && (own.Split.Folds > 0 || own.Split.Fold > 0) {
		return nil, fmt.Errorf("%s: split has folds but no kind: add kind: kfold or kind: stratified", file)
	} else if err == nil {
		if err := checkSplitKeys(own.Split); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
	}
	if c.Optimizer.Name != "" { // of the run to start from
		*c = withOptimizer(*c, own.Optimizer.Name)
	}
	if err := root.Decode(c); err != nil {
		return nil, wrongYAML(file, err)
	}
	return phases, nil
}

// isText says whether YAML can be read: UTF-8, or UTF-16 that says so at its beginning.
func isText(text string) bool {
	return strings.HasPrefix(text, "\xff\xfe") || strings.HasPrefix(text, "\xfe\xff") ||
		utf8.ValidString(text) && !strings.Contains(text, "\x00")
}

// withOptimizer chooses an optimizer, if one is named, and forgets the constants that it does not have.
func withOptimizer(c run.Config, name string) run.Config {
	if name != "" && name != c.Optimizer.Name {
		c.Optimizer.Name = name
		c.Optimizer = c.WithDefaults().Optimizer
	}
	return c
}

// checkSplitKeys refuses what the kind of split would pass over.
func checkSplitKeys(s run.Split) error {
	used := s.WithDefaults()
	for _, key := range []struct {
		name    string
		useless bool
		kind    string
	}{{"test_size", s.TestSize != 0 && used.TestSize == 0, "holdout"},
		{"folds", s.Folds != 0 && used.Folds == 0, "kfold or stratified"},
		{"fold", s.Fold != 0 && used.Fold == 0, "kfold or stratified"}} {
		if key.useless {
			return fmt.Errorf("%s goes with split %s, and the split is %s", key.name, key.kind, used.Kind)
		}
	}
	return nil
}

// wrongYAML says in a line what the decoder says in several.
func wrongYAML(file string, err error) error {
	return fmt.Errorf("%s: %s", file, strings.Join(strings.Fields(strings.TrimPrefix(err.Error(), "yaml: ")), " "))
}

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
