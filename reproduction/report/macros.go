package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/finetune-go/ft/reproduction/paper"
)

// words are numbers in letters: LaTeX' macro names have no digits.
var words = map[int]string{
	3: "Three", 6: "Six", 8: "Eight", 12: "Twelve", 16: "Sixteen", 26: "TwentySix", 38: "ThirtyEight",
}

// MacroName is the LaTeX macro of one number: \ft, the network, the trainable layers, then Fold for 5-fold and Long for
// 200 epochs, then the quantity. \ftResnetSixAcc is ResNet50's test accuracy with 6 trainable layers, Table 5.
func MacroName(row paper.Row, q Quantity) string {
	model := map[string]string{"vgg16": "Vgg", "resnet50": "Resnet"}[row.Model]
	name := "ft" + model + words[row.Trainable]
	if row.Protocol == paper.FiveFold {
		name += "Fold"
	}
	if row.Epochs == paper.LongEpochs {
		name += "Long"
	}
	return name + q.Macro
}

// Macros writes a LaTeX file with a macro for each number: ours (the mean over seeds), its deviation over seeds (…Dev), the
// paper's (…Paper) and the verdict (…Verdict). Macros of rows that were not run say so in the text, so that a missing
// number can't be overlooked.
func (b *Book) Macros(w io.Writer) error {
	var s strings.Builder
	s.WriteString("% Written by ft report; \\input it in the preamble. Don't edit: your changes would be overwritten.\n")
	s.WriteString("% siunitx' \\num{...} writes a macro's 3.65e-05 as a power of ten. It takes numbers alone: of rows that were run.\n")
	s.WriteString("\\providecommand{\\ftNotRun}{\\textbf{??}}\n")
	define := func(name, value string) { fmt.Fprintf(&s, "\\newcommand{\\%s}{%s}\n", name, value) }
	for _, t := range paper.Tables() {
		fmt.Fprintf(&s, "\n%% %s\n", t.Title())
		for _, row := range t.Rows {
			all := b.Measurements(row)
			for _, q := range Quantities(t.Protocol) {
				name := MacroName(row, q)
				define(name+"Paper", q.Number(q.Paper(row)))
				if len(all) == 0 {
					define(name, "\\ftNotRun")
					define(name+"Dev", "\\ftNotRun")
					define(name+"Verdict", "\\ftNotRun")
					continue
				}
				ours := q.Ours(all)
				define(name, latexEscape(q.Number(ours.Mean)))
				deviation := `\mbox{--}` // of one seed there is none
				if ours.N > 1 {
					deviation = latexEscape(like(q.Number(ours.Mean))(ours.Std))
				}
				define(name+"Dev", deviation)
				define(name+"Verdict", string(q.Judge(row, all)))
			}
			define(strings.TrimSuffix(MacroName(row, testAccuracy), testAccuracy.Macro)+"Seeds", fmt.Sprint(len(all)))
		}
	}
	_, err := io.WriteString(w, s.String())
	return err
}
