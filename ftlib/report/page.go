package report

import (
	"fmt"
	"strings"

	"github.com/finetune-go/ft/ftlib/paper"
)

// page tells the whole reproduction, under the headings that reproducibility reports have.
func (b *Book) page(figures map[string]*Figure) (*document, error) {
	d := &document{title: "[Re] Transfer learning by fine-tuning VGG16 and ResNet50"}
	d.say("A reproduction of %s Numbers of the paper are under %s. Written by `ft report` from the run folders in [runs](runs); nothing on this page is typed by hand that was measured.", paper.Citation, paper.Licence)
	b.scope(d)
	b.methodology(d, figures)
	if err := b.results(d, figures); err != nil {
		return nil, err
	}
	b.easyAndDifficult(d)
	b.rawFiles(d)
	return d, nil
}

// tally counts the verdicts of all numbers in tables 1 to 8.
func (b *Book) tally() (counts map[Verdict]int, judged int) {
	counts = map[Verdict]int{}
	for _, t := range paper.Tables() {
		for _, row := range t.Rows {
			for _, q := range Quantities(t.Protocol) {
				v := q.Judge(row, b.Measurements(row))
				if len(b.Measurements(row)) == 0 {
					v = NotRun
				}
				counts[v]++
				if v != NotRun && v != NotJudged {
					judged++
				}
			}
		}
	}
	return counts, judged
}

// run rows of tables 1 to 8.
func (b *Book) done() (done, all int) {
	for _, t := range paper.Tables() {
		for _, row := range t.Rows {
			all++
			if len(b.Measurements(row)) > 0 {
				done++
			}
		}
	}
	return done, all
}

func (b *Book) scope(d *document) {
	d.section(2, "Scope of reproducibility")
	done, all := b.done()
	counts, judged := b.tally()
	d.say("The paper fine-tunes Keras' VGG16 and ResNet50 on %d photographs of cats, dogs, horses and humans, with four numbers of trainable layers each, for 100 and 200 epochs, with a hold-out split and with 5-fold cross-validation: %d rows in eight tables. Of these, %d were run here. Of the %d numbers that could be judged, %d accuracies agree and %d losses are of the same order; %d are higher here and %d lower.",
		paper.Images, all, done, judged, counts[Agrees], counts[SameOrder], counts[Higher], counts[Lower])
	claims, own := map[paper.Verdict]int{}, map[paper.Verdict]int{}
	for _, c := range paper.Claims() {
		claims[c.Judge(b.Evidence()).Verdict]++
		own[c.Judge(PaperEvidence()).Verdict]++
	}
	d.say("Of the paper's %d claims, %d are supported, %d are not, and %d are undecided: a run is missing, or intervals overlap. The rule asks much: with %d test images an accuracy is known to within several points, and by the same rule the paper's own numbers leave %d of its claims undecided.",
		len(paper.Claims()), claims[paper.Supported], claims[paper.NotSupported], claims[paper.Undecided], paper.TestImages, own[paper.Undecided])
	d.add(b.Claims())
	d.section(3, "The rule of comparison")
	d.say("Fixed before the runs. %s", Rule)
	d.say("A claim is supported when the intervals that it compares don't overlap and lie the right way round, not supported when they lie the wrong way round, and undecided when they overlap or when a run that it takes is missing. Losses have the range over the seeds as their interval; with fewer than %d seeds, a factor of %g must lie between two losses. A gap of at most %g nats is small, and a test loss that ends more than %g times its lowest value has risen.",
		FewSeeds, float64(LossFactor), paper.SmallGap, paper.ClearRise)
}

func (b *Book) methodology(d *document, figures map[string]*Figure) {
	d.section(2, "Methodology")
	d.say("Everything is written anew in Go on GoMLX and XLA. What the paper leaves open was recovered from its numbers and from the tutorial code that it evidently started from; the networks, weights and preprocessing are Keras'.")
	d.show(figures, "figure1", "figure2", "figure3")
	d.section(3, "Data")
	d.say("%d images in four classes of 202. Hold-out: %d for training and %d for testing, shuffled and split with seed %d as scikit-learn does. Cross-validation: five folds of all images. Images are resized to 224×224 by nearest neighbour and preprocessed as Keras' `preprocess_input` does.",
		paper.Images, paper.TrainImages, paper.TestImages, paper.SplitSeed)
	if copies := b.copies(); copies != "" {
		d.say("%s", copies)
	}
	d.show(figures, "figure4", "figure5")
	d.section(3, "Training")
	for _, model := range []string{"vgg16", "resnet50"} {
		c := paper.Config(model, 0)
		o := c.Optimizer
		constants := fmt.Sprintf("beta 0.9 and 0.999, epsilon %g", o.Epsilon)
		if o.Rho > 0 {
			constants = fmt.Sprintf("rho %g, epsilon %g", o.Rho, o.Epsilon)
		}
		d.say("%s: %s with learning rate %g, %s; batches of %d.", paper.ModelName(model), o.Name, o.LearningRate, constants, c.Batch)
	}
	d.say("N trainable layers are the last N entries of Keras' `model.layers`. Frozen batch norm runs on its moving statistics. The output of the frozen layers is computed once and kept; there is no augmentation and no dropout below the cut, so that this changes nothing but the time. The split keeps its seed; the order of the images, the head's first weights and dropout vary with ours.")
	d.section(3, "Hardware and cost")
	d.say("All finished runs together took %.2f hours; the paper's trainings took %.1f hours on Google Colab.", b.Hours(), paper.ColabSeconds/3600.0)
	d.add(b.Hardware())
	var inputs bullets
	for _, w := range b.digests(weightsDigest) {
		inputs = append(inputs, "Weights, SHA-256: "+w)
	}
	for _, w := range b.digests(dataDigest) {
		inputs = append(inputs, "Images, SHA-256: "+w)
	}
	if len(inputs) > 0 {
		d.add(inputs)
	}
	d.section(3, "Commands")
	d.add(bullets{
		"`ft reproduce` trains and compares the main rows, `ft reproduce --all` all of them; runs that are complete are not repeated.",
		"`ft reproduce --table 5 --rows 6` trains one row, `ft reproduce --all --plan` says what is left and how long it takes.",
		"`ft report` writes this page, the tables and the figures from the run folders.",
	})
}

// copies says how many test images are copies of training images, by the runs' own count.
func (b *Book) copies() string {
	low, high, runs := 0, 0, 0
	for _, r := range b.Runs {
		if r.Result == nil || r.Config.Data != "paper" || r.Config.Split.Kind != "holdout" {
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
		return fmt.Sprintf("Of the test images of the hold-out split, %d are byte-identical to a training image.", low)
	}
	return fmt.Sprintf("Of the test images of the hold-out splits, %d to %d are byte-identical to a training image.", low, high)
}

func (b *Book) results(d *document, figures map[string]*Figure) error {
	d.section(2, "Results")
	for id := 1; id <= 9; id++ {
		t, err := b.Table(id)
		if err != nil {
			return err
		}
		d.section(3, "Table %d", id)
		d.add(t)
		files := fmt.Sprintf("Files: [CSV](tables/table%d.csv), [Markdown](tables/table%d.md), [LaTeX](tables/table%d.tex)", id, id, id)
		if id < 9 {
			files += fmt.Sprintf(", the paper's layout in [LaTeX](tables/table%d-layout.tex), [run by run](tables/table%d-runs.csv)", id, id)
		}
		d.say("%s", files)
		for figure := 6; figure <= 13; figure++ {
			if curveFigures[figure].table == id {
				d.show(figures, fmt.Sprintf("figure%d", figure))
			}
		}
	}
	d.section(3, "Beyond the paper")
	d.show(figures, "accuracy-holdout", "accuracy-folds", "time", "confusion-vgg16", "confusion-resnet50", "worst-vgg16", "worst-resnet50")
	d.section(3, "The claims one by one")
	for _, c := range paper.Claims() {
		f := c.Judge(b.Evidence())
		d.section(4, "Claim %d: %s", c.Number, f.Verdict)
		d.say("%s The paper, %s: “%s”. %s", c.Text, c.Where, strings.NewReplacer("[", "(", "]", ")").Replace(c.Quote), c.Note)
		lines := bullets{}
		for _, g := range f.Grounds {
			lines = append(lines, g)
		}
		for i, row := range f.Missing {
			if i == 4 {
				lines = append(lines, fmt.Sprintf("what could still change it: %d more rows", len(f.Missing)-i))
				break
			}
			lines = append(lines, fmt.Sprintf("what could still change it: `%s`", Command(row)))
		}
		d.add(lines)
	}
	return nil
}

// show adds those of the named figures that there are.
func (d *document) show(figures map[string]*Figure, names ...string) {
	for _, name := range names {
		if f := figures[name]; f != nil {
			d.add(f)
		}
	}
}
