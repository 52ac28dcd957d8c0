//go:build cgo

package main

import (
	"flag"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// All of them are go test ./cmd/ft -run TestPairs -pairs 1000 -timeout 1h.
var pairs = flag.Int("pairs", 12, "how many pairs of commands TestPairs starts")

// invocation is a command of a pair.
type invocation struct {
	args   string
	writes []string // files and folders that it writes, but for the cache
	dir    string   // where it starts; the pair's folder when left out
	slow   bool     // only where all pairs are started
}

const tiny = " --data demo --weights random --image 32 --epochs 3"

// commands are those that read or write runs, caches or results, each cheap. Run a is there before they begin.
var commands = []invocation{
	{args: "train --name b" + tiny, writes: []string{"results/runs/b"}},
	{args: "train --name b --seed 2" + tiny, writes: []string{"results/runs/b"}},
	{args: "train --name b --resume" + tiny, writes: []string{"results/runs/b"}},
	{args: "train --name a --force" + tiny, writes: []string{"results/runs/a"}},
	{args: "train --name f --split stratified --folds 2" + tiny, writes: []string{"results/runs/f", "results/series/f"}},
	{args: "predict --run results/runs/a image.png"},
	{args: "evaluate results/runs/a --out evaluated", writes: []string{"evaluated"}},
	{args: "evaluate results/runs/other --out evaluated", writes: []string{"evaluated"}},
	{args: "errors results/runs/a --out doubts", writes: []string{"doubts"}},
	{args: "explain results/runs/a image.png --out figures", writes: []string{"figures"}},
	{args: "embed results/runs/a --out map.svg", writes: []string{"map.svg"}},
	{args: "report results/runs/a --out page", writes: []string{"page"}},
	{args: "report", writes: []string{"results/"}},
	{args: "export results/runs/a --out a.onnx", writes: []string{"a.onnx"}},
	{args: "export results/runs/other --preprocess --out a.onnx", writes: []string{"a.onnx"}},
	{args: "table 1"},
	{args: "figure 6", writes: []string{"results/figures"}},
	{args: "figure --run results/runs/a --out figures", writes: []string{"figures"}},
	{args: "compare results/runs/a results/runs/other"},
	{args: "verify results"},
	{args: "features --weights random --image 32 --out f.npy image.png", writes: []string{"f.npy"}},
	{args: "lr-find --steps 20 --out rates.svg" + tiny, writes: []string{"rates.svg"}},
	{args: "reproduce --demo --table 5 --rows 6 --epochs 1 --results results", writes: []string{"results/"}, slow: true},
	{args: "summary"},
	{args: "doctor"},
	{args: "notebook check", dir: "../.."},
}

// TestPairs starts two commands at the same moment in one folder with one cache. Both succeed, or one says in a line
// what the other has in use; all runs are whole then, and the files are what one command after the other leaves.
func TestPairs(t *testing.T) {
	if testing.Short() {
		t.Skip("starts many processes")
	}
	p := newPairs(t)
	var same, other [][2]invocation
	for i, a := range commands {
		for _, b := range commands[i:] {
			switch {
			case (a.slow || b.slow) && !everything():
			case a.collides(b):
				same = append(same, [2]invocation{a, b})
			default:
				other = append(other, [2]invocation{a, b})
			}
		}
	}
	for _, of := range []*[][2]invocation{&same, &other} {
		rand.Shuffle(len(*of), func(i, j int) { (*of)[i], (*of)[j] = (*of)[j], (*of)[i] })
		for _, pair := range (*of)[:min(len(*of), *pairs/2)] {
			t.Run(pair[0].name()+" and "+pair[1].name(), func(t *testing.T) { p.together(t, pair) })
		}
	}
}

// name is a name without slashes, which -run would take for levels.
func (c invocation) name() string {
	return strings.NewReplacer(tiny, "", "results/runs/", "", "/", ":").Replace(c.args)
}

// everything says whether all pairs are started.
func everything() bool { return *pairs >= len(commands)*len(commands)/2 }

// collides says whether one command writes what the other one writes or names.
func (c invocation) collides(other invocation) bool {
	return c.disturbs(other) || other.disturbs(c)
}

func (c invocation) disturbs(other invocation) bool {
	return slices.ContainsFunc(c.writes, func(name string) bool {
		return strings.Contains(other.args, name) || slices.ContainsFunc(other.writes, func(its string) bool {
			return strings.HasPrefix(its, name)
		})
	})
}
