package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/finetune-go/ft/reproduction/paper"
)

// page tells the whole reproduction, under the headings that reproducibility reports have.
func (b *Book) page(all []*Figure) (*document, error) {
	figures := map[string]*Figure{} // by name
	for _, f := range all {
		figures[f.Name] = f
	}
	d := &document{title: "[Re] Transfer learning by fine-tuning VGG16 and ResNet50"}
	d.say("A reproduction of %s Numbers of the paper are under %s. Written by `ft report` from the run folders in [runs](runs): no measured number on this page is typed by hand.", paper.Citation, paper.Licence)
	b.overview(d, figures)
	b.scope(d)
	b.methodology(d, figures)
	if err := b.results(d, figures); err != nil {
		return nil, err
	}
	b.easyAndDifficult(d)
	b.rawFiles(d)
	return d, nil
}

func (b *Book) scope(d *document) {
	d.section(2, "Scope of reproducibility")
	d.say("The paper makes %d claims. They stand below in the order of its text, each with two verdicts by one rule: what the paper's own tables say, and what our runs say. [The claims one by one](#the-claims-one-by-one) has the grounds of each.", len(paper.Claims()))
	d.add(b.Claims())
	d.section(3, "The rule of comparison")
	d.say("%s", Rule)
	d.say("A claim is supported when the intervals that it compares don't overlap and lie the right way round, not supported when they lie the wrong way round, and undecided when they overlap or when a run that it takes is missing. Of a row that must beat several others, those that were run are compared already. A claim that takes several comparisons is supported when all of them are, and not supported as soon as one of them is not. A loss has the range over the seeds as its interval; with fewer than %d seeds it reaches at least from the loss divided by √%g to the loss times √%[2]g, so that two such losses are apart only if one is more than %[2]g times the other; gaps and rises of the loss likewise. A gap of at most %[3]g nats is small, and a test loss that ends more than %[4]g times its lowest value has risen.",
		FewSeeds, float64(LossFactor), paper.SmallGap, paper.ClearRise)
	d.say("The rule was fixed before the runs. What it does not cover: the interval of an accuracy is that of the choice of test images, not of chance in training, nor of the epoch at which a training ends. A verdict on one seed rests on one epoch of one training. A mean loss over seeds can rest on one of them; each table has the range.")
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
	d.say("The head of VGG16 is Flatten, two dense layers of 128 with ReLU and a dense layer of 4 with softmax; the head of ResNet50 is global average pooling, dense layers of 512 and 256 with ReLU, each followed by dropout of 0.5, and a dense layer of 4 with softmax. Their weights start Glorot-uniform. The loss is the categorical cross-entropy. Images are shuffled anew in each epoch, and the last batch holds those that are left.")
	d.say("N trainable layers are the last N entries of Keras' `model.layers`. Frozen batch norm runs on its moving statistics. The output of the frozen layers is computed once and kept; there is no augmentation and no dropout below the cut, so that this changes nothing but the time. The split keeps its seed; the order of the images, the head's first weights and dropout vary with ours.")
	d.section(3, "Hardware and cost")
	done, all := b.done()
	d.say("All finished runs together, with all their seeds, took %s. The paper gives %.1f hours on Google Colab for its trainings of the %d rows that they fill, and %.1f for all %d; it trained each row once, and 100 epochs apart from 200.",
		b.hours(), b.theirHours(), done, paper.ColabSeconds/3600.0, all)
	d.add(b.Hardware())
	if inputs := b.inputs(); len(inputs) > 0 {
		d.add(inputs)
	}
	d.section(3, "Commands")
	if commands := b.commands(); len(commands) > 0 {
		d.say("These commands make the runs of this page, finished ones excepted, and the page from them:")
		d.add(append(commands, "`ft report`"))
	}
	d.say("`ft reproduce --all --plan` lists all runs of the paper, done and to do; `ft reproduce --all` does them.")
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
	d.say("Each table has the paper's layout, with each of its numbers beside ours; below it stand the rows that were run, number by number. Ours is the mean ± sample standard deviation over seeds, and range is from the smallest to the largest seed. Training loss and accuracy are running means over the last epoch with dropout on, as Keras' History reports them. %s Times are of different machines and not judged: the paper's of Google Colab, ours of the epochs with their evaluation.", foldsNote)
	for id := 1; id <= 9; id++ {
		if err := b.table(d, id); err != nil {
			return err
		}
		for figure := 6; figure <= 13; figure++ {
			if curveFigures[figure].table == id {
				d.show(figures, fmt.Sprintf("figure%d", figure))
			}
		}
	}
	d.section(3, "Beyond the paper")
	d.show(figures, "accuracy-folds", "time")
	d.add(b.EpochTimes())
	if len(b.Peers) == 0 {
		d.say("Keras' own time on our machine was not measured: the paper's times are of another one, so they say nothing about speed.")
	}
	d.show(figures, "confusion-vgg16", "confusion-resnet50", "worst-vgg16", "worst-resnet50")
	d.section(3, "The claims one by one")
	d.say("Quotations are in the paper's Indonesian, after our reading of them. A verdict is by our runs; its grounds follow, each with the interval in parentheses.")
	others := b.atOtherRates()
	for _, c := range paper.Claims() {
		f := c.Judge(b.Evidence())
		d.section(4, "Claim %d: %s", c.Number, f.Verdict)
		d.say("%s The paper, %s: “%s”. %s", c.Text, c.Where, strings.NewReplacer("[", "(", "]", ")").Replace(c.Quote), c.Note)
		lines := bullets(f.Grounds)
		if f.Verdict != paper.NotSupported { // one comparison is enough for that, whatever the missing rows say
			lines = append(lines, missingRows(f.Missing, f.Open)...)
		}
		if other := others[c.Number]; other != "" {
			lines = append(lines, "the verdict "+other)
		}
		d.add(lines)
	}
	return nil
}

// table shows a table of the paper beside ours, what was measured in full, and its files.
func (b *Book) table(d *document, id int) error {
	d.section(3, "Table %d", id)
	if id == 9 {
		d.add(b.nine())
		d.say("Files: [CSV](tables/table9.csv), [Markdown](tables/table9.md), [LaTeX](tables/table9.tex)")
		return nil
	}
	table, err := paper.TableOf(id)
	if err != nil {
		return err
	}
	layout, err := b.Layout(id)
	if err != nil {
		return err
	}
	t, err := b.Table(id)
	if err != nil {
		return err
	}
	t.Rows = slices.DeleteFunc(t.Rows, func(row []string) bool { return row[len(row)-1] == string(NotRun) })
	if len(t.Rows) == 0 {
		d.add(layout)
	} else {
		t.Notes, layout.Notes = layout.Notes, nil // the other notes stand above all tables
		t.Notes = append(t.Notes, b.sharedNote(table)...)
		t.Caption = fmt.Sprintf("Table %d, the rows that were run", id)
		d.add(layout, t)
	}
	d.say("Files: [CSV](tables/table%d.csv), [Markdown](tables/table%d.md), [LaTeX](tables/table%d.tex), the paper's layout in [LaTeX](tables/table%d-layout.tex), [run by run](tables/table%d-runs.csv)", id, id, id, id, id)
	return nil
}

// missingRows says which rows could still change a claim's verdict, with the command for each table's. Where what was run
// already leaves it undecided, they could only contradict it.
func missingRows(rows []paper.Row, open bool) (lines bullets) {
	what := "what could still change it"
	if !open {
		what = "what could still contradict it"
	}
	of := map[int][]string{}
	var tables []int
	for _, row := range rows {
		if of[row.Table] == nil {
			tables = append(tables, row.Table)
		}
		if n := strconv.Itoa(row.Trainable); !slices.Contains(of[row.Table], n) {
			of[row.Table] = append(of[row.Table], n)
		}
	}
	if len(tables) > 3 {
		return bullets{fmt.Sprintf("%s: %d rows of %d tables, all in `ft reproduce --all`", what, len(rows), len(tables))}
	}
	var commands []string
	for _, id := range tables {
		commands = append(commands, fmt.Sprintf("`ft reproduce --table %d --rows %s`", id, strings.Join(of[id], ",")))
	}
	if len(commands) > 0 {
		lines = append(lines, what+": "+list(commands))
	}
	return lines
}

// show adds those of the named figures that there are.
func (d *document) show(figures map[string]*Figure, names ...string) {
	for _, name := range names {
		if f := figures[name]; f != nil {
			d.add(f)
		}
	}
}
