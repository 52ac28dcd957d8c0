//go:build cgo

package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/finetune-go/ft/ftlib/run"
)

// besideRecord says whether a training gave the history that was recorded before and, if not, what it was made with
// that the record was not.
func besideRecord(before, now *run.Run) string {
	for i := range min(len(before.History), len(now.History)) {
		if before.History[i] == now.History[i] {
			continue
		}
		last := min(len(before.History), len(now.History)) - 1
		return fmt.Sprintf("%s: other numbers than recorded from epoch %d on, validation accuracy after %d: %.2f %% "+
			"recorded, %.2f %% here; %s", now.Name(), i+1,
			last+1, 100*before.History[last].ValAccuracy, 100*now.History[last].ValAccuracy, whatElse(before.Result, now.Result))
	}
	return fmt.Sprintf("%s: the same history as recorded, bit for bit", now.Name())
}

// whatElse lists the versions and hardware in which two results differ, of those that both name.
func whatElse(before, now *run.Result) string {
	described := func(r *run.Result) map[string]string {
		all := map[string]string{"processor": r.Hardware.Device, "backend": r.Hardware.Backend,
			"threads": fmt.Sprint(r.Hardware.Threads)}
		maps.Copy(all, r.Versions)
		return all
	}
	old, current := described(before), described(now)
	var all []string
	for _, name := range slices.Sorted(maps.Keys(current)) {
		if was := old[name]; was != "" && was != current[name] {
			all = append(all, fmt.Sprintf("%s %s (recorded: %s)", name, current[name], was))
		}
	}
	if all == nil {
		return "versions and hardware are those of the record as far as it names them"
	}
	return "made with other versions or hardware, which may round otherwise: " + strings.Join(all, ", ")
}
