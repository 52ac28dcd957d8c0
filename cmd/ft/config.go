//go:build cgo

package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
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
