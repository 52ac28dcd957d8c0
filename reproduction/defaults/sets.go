//go:build cgo

package main

import "github.com/finetune-go/ft/reproduction/shapes"

// sets are the three of the study.
var sets = []shapes.Set{
	{Name: "forty", Classes: []string{"square", "star"},
		Counts: map[string][]int{"train": {16, 16}, "val": {4, 4}, "test": {300, 300}}, Hard: 0.6},
	{Name: "imbalanced", Classes: []string{"circle", "square", "star"},
		Counts: map[string][]int{"train": {400, 120, 40}, "val": {50, 15, 5}, "test": {500, 150, 50}}, Hard: 0.8},
	{Name: "shapes", Classes: []string{"circle", "cross", "ring", "square", "star", "triangle"},
		Counts: map[string][]int{"train": {400, 400, 400, 400, 400, 400}, "val": {100, 100, 100, 100, 100, 100},
			"test": {150, 150, 150, 150, 150, 150}}, Hard: 1},
}
