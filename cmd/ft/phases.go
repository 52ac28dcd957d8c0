//go:build cgo

package main

import (
	"fmt"
	"reflect"

	"github.com/finetune-go/ft/ftlib/fit"
	"gopkg.in/yaml.v3"
)

// takePhases takes the phases out of a file of settings, whose other keys are those of one run.
func takePhases(root *yaml.Node) (phases []fit.Phase, wrong *wrongSetting) {
	if root.Kind != yaml.MappingNode {
		return nil, nil
	}
	for i := 0; i+1 < len(root.Content); i += 2 {
		key, list := root.Content[i], root.Content[i+1]
		if key.Value != "phases" {
			continue
		}
		if list.Kind != yaml.SequenceNode || len(list.Content) == 0 {
			what := shown(list)
			if list.Kind == yaml.SequenceNode {
				what = "an empty list"
			}
			return nil, &wrongSetting{list.Line,
				fmt.Errorf("%s where a list of phases belongs, such as [{epochs: 5, trainable: head}]", what)}
		}
		for _, n := range list.Content {
			if wrong := check(n, reflect.TypeFor[fit.Phase](), ""); wrong != nil {
				return nil, wrong
			}
		}
		if err := list.Decode(&phases); err != nil {
			return nil, &wrongSetting{list.Line, err}
		}
		root.Content = append(root.Content[:i:i], root.Content[i+2:]...)
		return phases, nil
	}
	return nil, nil
}
