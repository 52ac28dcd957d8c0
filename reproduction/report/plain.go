package report

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/finetune-go/ft/ftlib/table"
	"github.com/finetune-go/ft/reproduction/paper"
)

// What the summary says in words, all of it computed from the runs.

// group is the rows of one network on one split: those of 100 and of 200 epochs.
type group struct {
	name  string
	lines []line
}

// groups are those of lines, in their order.
func groups(lines []line) (all []group) {
	for _, l := range lines {
		name := paper.ModelName(l.row().Model) + " on the hold-out split"
		if l.row().Protocol == paper.FiveFold {
			name = paper.ModelName(l.row().Model) + " in five folds"
		}
		i := slices.IndexFunc(all, func(g group) bool { return g.name == name })
		if i < 0 {
			i, all = len(all), append(all, group{name: name})
		}
		all[i].lines = append(all[i].lines, l)
	}
	return all
}

// layers are the numbers of trainable layers of lines, each once: "12 and 16".
func layers(lines []line) string {
	var names []string
	for _, l := range lines {
		if n := strconv.Itoa(l.row().Trainable); !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	return list(names)
}

// notRun are the rows that were not run: "VGG16 in five folds with N = 12 and 16".
func (b *Book) notRun() string {
	var parts []string
	for _, g := range groups(slices.DeleteFunc(b.lines(), line.run)) {
		parts = append(parts, g.name+" with N = "+layers(g.lines))
	}
	return strings.Join(parts, "; ")
}

// single counts the rows with one seed.
func (b *Book) single() (n int) {
	for _, l := range b.measured() {
		if len(l.seeds()) == 1 {
			n++
		}
	}
	return n
}

// agreeing says for each network and split how many test accuracies agree: "6 of 8 for VGG16 on the hold-out split".
func (b *Book) agreeing() string {
	var parts []string
	for _, g := range groups(b.measured()) {
		var count tally
		for _, l := range g.lines {
			count.add(l.accuracy().agreement)
		}
		parts = append(parts, fmt.Sprintf("%s for %s", count, g.name))
	}
	return list(parts)
}

// differing says for each network and split which kinds of numbers differ from the paper's, and by how much. Training
// accuracies are left to the tables: nearly all are 100 %.
func (b *Book) differing() (lines []string) {
	kinds := []struct {
		name string
		pick func(line) record
	}{
		{"test accuracy", line.accuracy}, {"test loss", line.loss},
		{"training loss", func(l line) record { return l.of(trainLoss) }},
	}
	for _, g := range groups(b.measured()) {
		of := kinds
		if g.lines[0].row().Protocol == paper.FiveFold { // the paper gives no training results of folds
			of = kinds[:2]
		}
		var parts []string
		for _, kind := range of {
			if text := apart(g.lines, kind.pick, parts == nil); text != "" {
				parts = append(parts, kind.name+" is "+text)
			}
		}
		if parts != nil {
			lines = append(lines, g.name+": "+strings.Join(parts, "; ")+".")
		}
	}
	return lines
}

// apart says how many of one kind of numbers are lower or higher than the paper's, and of the more frequent by how
// much: "lower in 2 of 8 rows (N = 16), by 9.9 to 13.6 points, and higher in 1". It is "" where none is. of asks for
// the "of 8 rows".
func apart(lines []line, pick func(line) record, of bool) string {
	differing := map[agreement][]line{}
	for _, l := range lines {
		verdict := pick(l).agreement
		differing[verdict] = append(differing[verdict], l)
	}
	order := []agreement{lower, higher}
	if len(differing[higher]) > len(differing[lower]) {
		slices.Reverse(order)
	}
	var parts []string
	for _, verdict := range order {
		n := len(differing[verdict])
		if n == 0 {
			continue
		}
		text := strings.TrimPrefix(string(verdict), "ours ") + " in "
		switch {
		case n == len(lines) && n > 1:
			text += fmt.Sprintf("all %d", n)
		case of && parts == nil:
			text += fmt.Sprintf("%d of %s", n, plural(len(lines), "row"))
		default:
			text += strconv.Itoa(n)
		}
		if names := layers(differing[verdict]); parts == nil && n < len(lines) && !strings.Contains(names, " ") {
			text += " (N = " + names + ")"
		}
		if parts == nil { // of the fewer, their number is enough here
			text += distance(differing[verdict], pick)
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, ", and ")
}

// distance is how far numbers are from the paper's: of accuracies in points, of losses by ratio.
func distance(lines []line, pick func(line) record) string {
	var points, ratios []float64
	for _, l := range lines {
		r := pick(l)
		if ratio := math.Exp(math.Abs(math.Log(r.ours.mean / r.paper))); ratio < math.Inf(1) { // a diverged loss has none
			points, ratios = append(points, math.Abs(r.ours.mean-r.paper)), append(ratios, ratio)
		}
	}
	switch {
	case points == nil:
		return ""
	case pick(lines[0]).isLoss():
		return ", by a factor of " + fromTo(ratios, table.Digits(2))
	}
	return ", by " + fromTo(points, table.Decimals(1)) + " points"
}

// fromTo is the smallest and the largest of values: "2.1 to 27", or one number where they look alike.
func fromTo(values []float64, number func(float64) string) string {
	low, high := number(slices.Min(values)), number(slices.Max(values))
	if low == high {
		return low
	}
	return low + " to " + high
}

// margin is how far the intervals of our hold-out accuracies reach to either side, in points: "2.5 to 7.2".
func (b *Book) margin() string {
	var half []float64
	for _, l := range b.measured() {
		if r := l.accuracy(); l.row().Protocol == paper.Holdout {
			half = append(half, 100*(r.high-r.low)/2)
		}
	}
	if half == nil {
		return "several"
	}
	return fromTo(half, table.Decimals(0))
}

// overlapping counts the undecided claims of which intervals overlap, whatever rows are missing.
func overlapping(claims []judged) (n int) {
	for _, j := range claims {
		if j.Ours.Verdict == paper.Undecided && !j.Ours.Open {
			n++
		}
	}
	return n
}

// textsOf are the claims on which our runs have a verdict.
func textsOf(claims []judged, verdict paper.Verdict) string {
	var texts []string
	for _, j := range claims {
		if j.Ours.Verdict == verdict {
			text := strings.TrimSuffix(j.Text, ".")
			if verdict == paper.NotSupported && j.Own.Verdict == verdict {
				text += " (as do the paper's own numbers)"
			}
			texts = append(texts, text)
		}
	}
	return strings.Join(texts, "; ")
}

// splitsInWords says between what the accuracy lies on other splits; "" where none were tried.
func (b *Book) splitsInWords() string {
	row, err := paper.Find(1, 3)
	of := b.onSplits(row)
	if err != nil || len(of) < 2 {
		return ""
	}
	return fmt.Sprintf("Over %d splits, %s with N = %d reaches %s\u00a0%%; the paper has %.1f\u00a0%%.", len(of),
		paper.ModelName(row.Model), row.Trainable, fromTo(of, table.Decimals(1)), row.TestAccuracy)
}

// ratesInWords says what the learning rate does to VGG16's accuracy; "" where one rate was tried.
func (b *Book) ratesInWords() string {
	rows := b.Rates().Rows[1:] // the first is the paper's
	if len(rows) < 2 {
		return ""
	}
	first, last := rows[0], rows[len(rows)-1]
	mean := func(row []string) string { // without its deviation
		mean, _, _ := strings.Cut(row[2], " ")
		return mean
	}
	return fmt.Sprintf("A rate of %s gives %s\u00a0%%, a rate of %s gives %s\u00a0%%. We chose tf.keras' default, %g, "+
		"after trying it.", first[0], mean(first), last[0], mean(last), ourRate())
}

// settingsInWords says how many settings that the paper does not name were tried, and how many of them give its
// numbers; "" where none were tried.
func (b *Book) settingsInWords() string {
	near, tried := b.explaining(3)
	switch {
	case tried == 0:
		return ""
	case near == 0:
		return fmt.Sprintf("None of %s that we tried gives the paper's losses and accuracies together.",
			plural(tried, "other setting"))
	}
	return fmt.Sprintf("Of %s that we tried, %d come near the paper's losses and accuracies together.",
		plural(tried, "other setting"), near)
}
