package report

import (
	"bytes"
	"fmt"
	"strconv"

	"github.com/finetune-go/ft/ftlib/table"
	"github.com/finetune-go/ft/reproduction/paper"
)

// macroWords are numbers in letters: LaTeX' macro names have no digits.
var macroWords = map[int]string{
	3: "Three", 6: "Six", 8: "Eight", 12: "Twelve", 16: "Sixteen", 26: "TwentySix", 38: "ThirtyEight",
}

// macroName is the LaTeX macro of one number: \ft, the network, the trainable layers, then Fold for 5-fold and Long for
// 200 epochs, then the quantity. \ftResnetSixAcc is ResNet50's test accuracy with 6 trainable layers, Table 5.
func macroName(row paper.Row, quantity string) string {
	name := "ft" + map[string]string{"vgg16": "Vgg", "resnet50": "Resnet"}[row.Model] + macroWords[row.Trainable]
	if row.Protocol == paper.FiveFold {
		name += "Fold"
	}
	if row.Epochs == paper.LongEpochs {
		name += "Long"
	}
	return name + quantity
}

// macros is a LaTeX file with a macro for each number: ours (the mean over seeds), its deviation over seeds (…Dev), the
// paper's (…Paper) and the verdict (…Verdict). Macros of rows that were not run say so in the text, so that a missing
// number can't be overlooked.
func (b *Book) macros() []byte {
	var s bytes.Buffer
	s.WriteString("% Written by ft report; \\input it in the preamble. Don't edit: your changes would be overwritten.\n")
	s.WriteString("% siunitx' \\num{...} writes a macro's 3.65e-05 as a power of ten. It takes numbers alone: of " +
		"rows that were run.\n")
	s.WriteString("\\providecommand{\\ftNotRun}{\\textbf{??}}\n")
	define := func(name, value string) { fmt.Fprintf(&s, "\\newcommand{\\%s}{%s}\n", name, value) }
	for _, t := range paper.Tables() {
		fmt.Fprintf(&s, "\n%% %s\n", t.Title())
		for _, l := range b.lines(t.ID) {
			for _, r := range l.inTables() {
				name := macroName(r.row, r.macro)
				define(name+"Paper", r.theirText())
				ours, deviation, verdict := `\ftNotRun`, `\ftNotRun`, `\ftNotRun`
				if r.run() {
					ours, deviation, verdict = table.EscapeLaTeX(r.number(r.ours.mean)), `\mbox{--}`, string(r.agreement)
				}
				if r.ours.n > 1 { // of one seed there is no deviation
					deviation = table.EscapeLaTeX(table.Like(r.number(r.ours.mean))(r.ours.std))
				}
				define(name, ours)
				define(name+"Dev", deviation)
				define(name+"Verdict", verdict)
			}
			define(macroName(l.row(), "Seeds"), strconv.Itoa(len(l.seeds())))
		}
	}
	return s.Bytes()
}
