package report

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/ftlib/table"
	"github.com/finetune-go/ft/reproduction/paper"
)

// hardware lists what the finished runs ran on, and how long: one line for each machine and set of versions.
func (b *Book) hardware() table.Table {
	t := newTable("hardware", "What our runs ran on, and what they took",
		words("backend"), words("device"), numbers("threads"), numbers("memory (GiB)"), numbers("runs"),
		numbers("epochs"), numbers("hours"), numbers("peak (GiB)"), words("versions"))
	t.Notes = []string{"Hours add up all that the runs did: the output of the frozen layers, compiling, the epochs " +
		"and their evaluation. Peak is the most main memory that one run took; a GPU's own memory is not counted."}
	type setup struct {
		hardware run.Hardware // without its memory, of which each system sees some kilobytes more or less
		memory   string
		versions string
	}
	type sum struct {
		runs, epochs int
		seconds      float64
		peak         int64
	}
	sums := map[setup]*sum{}
	var order []setup
	for _, r := range b.finished() {
		h := r.Result.Hardware
		memory := gib(h.Memory)
		h.Memory = 0
		key := setup{h, memory, Versions(r.Result.Versions)}
		if sums[key] == nil {
			sums[key] = &sum{}
			order = append(order, key)
		}
		s := sums[key]
		s.runs++
		s.epochs += len(r.History)
		s.seconds += spent(r.Result.Seconds)
		s.peak = max(s.peak, r.Result.PeakMemory)
	}
	slices.SortStableFunc(order, func(x, y setup) int { return cmp.Compare(sums[y].seconds, sums[x].seconds) })
	for _, key := range order {
		s, h := sums[key], key.hardware
		t.Rows = append(t.Rows, []string{
			h.Backend, h.Device, strconv.Itoa(h.Threads), key.memory, strconv.Itoa(s.runs), strconv.Itoa(s.epochs),
			table.Decimals(2)(s.seconds / 3600), gib(s.peak), key.versions,
		})
	}
	return t
}

// spent is what a run took. Records of resumed runs used to have the total of their last start, while their epochs are
// all counted.
func spent(s run.Seconds) float64 { return max(s.Total, s.Prefix+s.Compile+s.Train) }

func gib(bytes int64) string { return table.Decimals(1)(float64(bytes) / (1 << 30)) }

// Versions lists what a run or a measurement was made with: "ft (devel), go go1.26.8".
func Versions(of map[string]string) string {
	var all []string
	for _, name := range slices.Sorted(maps.Keys(of)) {
		all = append(all, name+" "+of[name])
	}
	return strings.Join(all, ", ")
}

// theirHours is the paper's time for the rows that were run here.
func (b *Book) theirHours() float64 {
	seconds := 0.0
	for _, l := range b.measured() {
		seconds += l.row().Seconds
	}
	return seconds / 3600
}

// hours says how long all finished runs took: "9.84 hours on AMD EPYC with 2 threads and 0.12 on NVIDIA H200".
func (b *Book) hours() string {
	var names []string
	sums := map[string]float64{}
	for _, r := range b.finished() {
		name := machine(r.Result.Hardware)
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
		sums[name] += spent(r.Result.Seconds) / 3600
	}
	if len(names) == 0 {
		return "0.00 hours"
	}
	slices.SortStableFunc(names, func(x, y string) int { return cmp.Compare(sums[y], sums[x]) })
	var each []string
	for i, name := range names {
		unit := " hours"
		if i > 0 {
			unit = ""
		}
		each = append(each, fmt.Sprintf("%.2f%s on %s", sums[name], unit, name))
	}
	return list(each)
}

// copies says how many test images are copies of training images, by the runs' own count.
func (b *Book) copies() string {
	low, high, runs := 0, 0, 0
	for _, r := range b.finished() {
		if r.Config.Data != "paper" || r.Config.Split.Kind != "holdout" ||
			r.Config.Seeds.Split != paper.SplitSeed {
			continue
		}
		n := r.Result.Duplicates
		if runs == 0 {
			low, high = n, n
		}
		low, high, runs = min(low, n), max(high, n), runs+1
	}
	switch {
	case runs == 0:
		return ""
	case low == high:
		return fmt.Sprintf("Of the test images of the hold-out split, %d are copies of a training image.", low)
	}
	return fmt.Sprintf("Of the test images of the hold-out splits, %d to %d are copies of a training image.", low,
		high)
}

// inputs are the digests of the weights and images that the finished runs took.
func (b *Book) inputs() (lines []string) {
	counts := map[string]int{}
	for _, r := range b.finished() {
		counts[fmt.Sprintf("Weights of %s, SHA-256 `%s`", paper.ModelName(r.Config.Model), r.Result.WeightsDigest)]++
		counts[fmt.Sprintf("Images (%s), SHA-256 over names and contents `%s`", r.Config.Data, r.Result.DataDigest)]++
	}
	for _, line := range slices.Sorted(maps.Keys(counts)) {
		lines = append(lines, fmt.Sprintf("%s: %d runs", line, counts[line]))
	}
	return lines
}
