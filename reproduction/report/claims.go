package report

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/finetune-go/ft/ftlib/metrics"
	"github.com/finetune-go/ft/ftlib/table"
	"github.com/finetune-go/ft/reproduction/paper"
)

// fewSeeds is the number of seeds below which a range over seeds says too little: a loss then has the interval of a
// factor of the square root of lossFactor around it, so that two losses are apart only if their ratio exceeds it.
const fewSeeds = 3

// evidence is what our runs say about a row, for the paper's claims.
func (b *Book) evidence() paper.Evidence {
	return func(table, trainable int) (paper.Measured, bool) {
		row, err := paper.Find(table, trainable)
		if err != nil {
			return paper.Measured{}, false
		}
		l := b.line(row)
		if !l.run() {
			return paper.Measured{}, false
		}
		accuracy := l.accuracy()
		_, k, n := accuracy.counts(row, l.seeds())
		return paper.Measured{
			Seeds:    len(l.seeds()),
			Accuracy: paper.Interval{Value: k / float64(n), Low: accuracy.low, High: accuracy.high},
			Loss:     l.loss().interval(), Gap: l.of(gap).interval(), Rise: l.of(rise).interval(), Early: l.of(early).interval(),
			Curves: true,
		}, true
	}
}

// paperEvidence is what the paper's own tables say about a row, by the same rule: what the paper could have known.
func (b *Book) paperEvidence() paper.Evidence {
	return func(table, trainable int) (paper.Measured, bool) {
		row, err := paper.Find(table, trainable)
		if err != nil {
			return paper.Measured{}, false
		}
		k, n := row.Correct(), row.Total()
		low, high := metrics.Wilson(float64(k), n)
		return paper.Measured{
			Seeds: 1, Accuracy: paper.Interval{Value: float64(k) / float64(n), Low: low, High: high},
			Loss: around(row.Loss()), Gap: around(b.line(row).of(gap).paper),
		}, true
	}
}

// interval is the range of ours over the seeds, of few seeds at least lossFactor wide.
func (r record) interval() paper.Interval {
	i := paper.Interval{Value: r.ours.mean, Low: r.ours.min, High: r.ours.max}
	if len(r.seeds) < fewSeeds {
		wide := around(i.Value)
		i.Low, i.High = math.Min(i.Low, wide.Low), math.Max(i.High, wide.High)
	}
	return i
}

func around(v float64) paper.Interval {
	a, b := v/math.Sqrt(lossFactor), v*math.Sqrt(lossFactor)
	return paper.Interval{Value: v, Low: math.Min(a, b), High: math.Max(a, b)}
}

// judged is a claim with its verdicts: by the paper's own numbers and by our runs.
type judged struct {
	paper.Claim
	Own, Ours paper.Finding
	Paired    paper.Finding // of the comparisons image by image; without grounds where none could be made
	Rates     string        // which verdict it would get at other learning rates; "" where none differs
}

// judged are the paper's claims.
func (b *Book) judged() (all []judged) {
	byRate := b.byRate()
	for _, c := range paper.Claims() {
		j := judged{Claim: c, Own: c.Judge(b.paperEvidence()), Ours: c.Judge(b.evidence())}
		j.Paired = c.JudgePairs(b.compare(c))
		j.Rates = j.atOtherRates(byRate)
		all = append(all, j)
	}
	return all
}

// atOtherRates says which verdict a claim would get with VGG16 trained at another learning rate of Adadelta than ours.
func (j judged) atOtherRates(books map[float64]*Book) string {
	rates := map[paper.Verdict][]string{}
	for _, rate := range slices.Sorted(maps.Keys(books)) {
		// Open: only rows that were not run at that rate make the difference.
		if f := j.Judge(books[rate].evidence()); f.Verdict != j.Ours.Verdict && !f.Open {
			rates[f.Verdict] = append(rates[f.Verdict], rateText(rate))
		}
	}
	var parts []string
	for _, v := range slices.Sorted(maps.Keys(rates)) {
		parts = append(parts, fmt.Sprintf("%s with %s", v, list(rates[v])))
	}
	if parts == nil {
		return ""
	}
	return fmt.Sprintf("depends on Adadelta's learning rate, which the paper does not give: %s with ours, %g, but %s",
		j.Ours.Verdict, ourRate(), strings.Join(parts, " and "))
}

// Quotation is the paper's words without brackets, which would be a link.
func (j judged) Quotation() string { return strings.NewReplacer("[", "(", "]", ")").Replace(j.Quote) }

// Claims is the table of the paper's claims with their verdicts: by the paper's own numbers and by our runs.
func (b *Book) Claims() table.Table {
	t := newTable("claims", "The paper's claims and their verdicts",
		numbers("no."), words("claim"), words("paper's own numbers"), words("our runs"), words("image by image"),
		words("why undecided"))
	for _, j := range b.judged() {
		why := ""
		if j.Ours.Verdict == paper.Undecided {
			why = j.whyUndecided()
		}
		t.Rows = append(t.Rows, []string{strconv.Itoa(j.Number), j.Text, string(j.Own.Verdict), string(j.Ours.Verdict),
			j.pairedVerdict(), why})
		if j.Rates != "" {
			t.Notes = append(t.Notes, fmt.Sprintf("Claim %d %s.", j.Number, j.Rates))
		}
	}
	return t
}

// whyUndecided says what keeps our runs from a verdict.
func (j judged) whyUndecided() string {
	var why []string
	if !j.Ours.Open {
		why = append(why, "intervals overlap")
	}
	if n := len(j.Ours.Missing); n > 0 {
		why = append(why, fmt.Sprintf("%d of %d rows not run", n, len(j.Needs())))
	}
	return strings.Join(why, "; ")
}

// What stands for the second rule's verdict where there is none.
const (
	comparesNoRows = "compares no rows"
	notKept        = "no predictions kept"
)

// pairedVerdict is that of the second rule, for a cell.
func (j judged) pairedVerdict() string {
	switch {
	case len(j.Pairs()) == 0:
		return comparesNoRows
	case len(j.Paired.Grounds) == 0:
		return notKept
	}
	return string(j.Paired.Verdict)
}

// pairedCounts says how many claims that compare rows got which verdict by the second rule; "" where none did.
func pairedCounts(claims []judged) string {
	counts, n := map[string]int{}, 0
	for _, j := range claims {
		if len(j.Pairs()) > 0 {
			counts[j.pairedVerdict()]++
			n++
		}
	}
	if counts[notKept] == n {
		return ""
	}
	var parts []string
	for _, v := range []struct{ verdict, one, more string }{
		{string(paper.Supported), "is supported", "are supported"},
		{string(paper.Contradicted), "is contradicted", "are contradicted"},
		{string(paper.NoDifference), "shows no difference", "show no difference"},
		{string(paper.Undecided), "is undecided", "are undecided"},
		{notKept, "lacks recorded predictions", "lack recorded predictions"},
	} {
		switch count := counts[v.verdict]; count {
		case 0:
		case 1:
			parts = append(parts, "1 "+v.one)
		default:
			parts = append(parts, fmt.Sprintf("%d %s", count, v.more))
		}
	}
	return fmt.Sprintf("of the %d claims that compare rows, %s", n, list(parts))
}

// Grounds are what the verdict by our runs rests on, and what could change it, with the command for each table's rows.
// Where what was run already leaves it undecided, the rest could only contradict it.
func (j judged) Grounds() []string {
	lines := slices.Concat(j.Ours.Grounds, j.Paired.Grounds)
	if missing := j.missing(); missing != "" {
		what := "not run, and could still decide it"
		if !j.Ours.Open {
			what = "not run, and could only contradict it"
		}
		lines = append(lines, what+": "+missing)
	}
	if j.Rates != "" {
		lines = append(lines, "the verdict "+j.Rates)
	}
	return lines
}

// missing are the rows that could still change the verdict.
func (j judged) missing() string {
	if j.Ours.Verdict == paper.NotSupported { // one comparison is enough for that, whatever the missing rows say
		return ""
	}
	layers := map[int][]string{}
	var tables []int
	for _, row := range j.Ours.Missing {
		if layers[row.Table] == nil {
			tables = append(tables, row.Table)
		}
		if n := strconv.Itoa(row.Trainable); !slices.Contains(layers[row.Table], n) {
			layers[row.Table] = append(layers[row.Table], n)
		}
	}
	if len(tables) > 3 {
		return fmt.Sprintf("%d rows of %d tables, all in `ft reproduce --all`", len(j.Ours.Missing), len(tables))
	}
	var commands []string
	for _, id := range tables {
		commands = append(commands, fmt.Sprintf("`ft reproduce --table %d --rows %s`", id, strings.Join(layers[id], ",")))
	}
	return list(commands)
}
