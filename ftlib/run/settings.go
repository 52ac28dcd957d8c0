package run

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Settings lists a configuration's settings under their names in config.json: "optimizer.learning_rate".
func Settings(c Config) (map[string]string, error) {
	text, err := json.Marshal(c)
	if err != nil {
		return nil, err
	}
	var tree map[string]any
	if err := json.Unmarshal(text, &tree); err != nil {
		return nil, err
	}
	flat := map[string]string{}
	var walk func(prefix string, v any)
	walk = func(prefix string, v any) {
		if branch, ok := v.(map[string]any); ok {
			for key, value := range branch {
				walk(prefix+"."+key, value)
			}
			return
		}
		flat[strings.TrimPrefix(prefix, ".")] = fmt.Sprint(v)
	}
	walk("", tree)
	return flat, nil
}

// Differences says in which settings two configurations differ: "epochs 100 instead of 200". It leaves out nothing that
// makes them unequal.
func Differences(is, wanted Config) (all []string) {
	x, errX := Settings(is)
	y, errY := Settings(wanted)
	if errX != nil || errY != nil { // a number that JSON does not have
		return []string{fmt.Sprintf("%+v instead of %+v", is, wanted)}
	}
	both := maps.Clone(x)
	maps.Copy(both, y)
	for _, key := range slices.Sorted(maps.Keys(both)) {
		if x[key] != y[key] {
			all = append(all, fmt.Sprintf("%s %s instead of %s", key, cmp.Or(x[key], "none"), cmp.Or(y[key], "none")))
		}
	}
	return all
}
