package paper

import "fmt"

// Inconsistency is a place where the paper's text and its numbers differ, or two places of its text.
type Inconsistency struct {
	Says  string // what the paper says
	Shows string // what its numbers show
	Proof string // how that is known
}

// Inconsistencies are those of the paper. Where text and numbers differ, the reproduction follows the numbers; those
// here are computed from the tables.
func Inconsistencies() []Inconsistency {
	row := func(table, trainable int) Row {
		r, _ := Find(table, trainable)
		return r
	}
	count := func(r Row) string { return fmt.Sprintf("%.4f %% = %d/%d", r.Accuracy(), r.Correct(), r.Total()) }
	best := row(6, 16)
	claimed := row(6, 6)
	first := row(1, 3)
	fold := row(7, 6)
	gap := func(trainable int) float64 { r := row(2, trainable); return r.TestLoss - r.TrainLoss }
	return []Inconsistency{
		{
			"80 % of the images for training, 10 % for validation and 10 % for testing",
			fmt.Sprintf("%d images for training and one set of %d for validation and testing", TrainImages, TestImages),
			fmt.Sprintf("every test accuracy of Tables 1, 2, 5 and 6 is k/%d, for example %s and %s", TestImages, count(first),
				count(row(5, 6))),
		},
		{
			"Table 6: 6 trainable layers are best",
			fmt.Sprintf("16 are, with %.4f %% against %.4f %%", best.TestAccuracy, claimed.TestAccuracy),
			fmt.Sprintf("%s against %s: one image", count(best), count(claimed)),
		},
		{
			fmt.Sprintf("the conclusion: ResNet50 performs best with 6 trainable layers, after 200 epochs with a loss of "+
				"%.4f and %.4f %%", best.TestLoss, best.TestAccuracy),
			fmt.Sprintf("these are the numbers of 16; for 6 they are %.4f and %.4f %%", claimed.TestLoss, claimed.TestAccuracy),
			"Table 6",
		},
		{
			"Figure 8: 8 trainable layers have the smallest gap between training and validation loss",
			fmt.Sprintf("at the end 16 have, with %.2f against %.2f", gap(16), gap(8)),
			"test loss less training loss in Table 2",
		},
		{
			"overall, the fewest trainable layers are best for both networks",
			"in Tables 2, 6 and 8 it is 16, by accuracy and by the mean accuracy over the folds",
			fmt.Sprintf("%.2f %% against %.2f %%, %.2f %% against %.2f %% and %.2f %% against %.2f %%", row(2, 16).Accuracy(),
				row(2, 3).Accuracy(),
				best.Accuracy(), claimed.Accuracy(), row(8, 16).Accuracy(), row(8, 6).Accuracy()),
		},
		{"the abstract says VGG6, twice", "VGG16", "title and method"},
		{"the text before Table 7 says 200 epochs", "100 epochs, as the table's title says",
			"its times are about half of Table 8's"},
		{"the texts on Figures 8, 9, 12 and 13 say epochs 0 to 100", "0 to 200", "their captions and Tables 2 and 6"},
		{"the text on Figure 11 speaks of three trainable layers of ResNet50", "6, 16, 26 and 38",
			"Tables 5 to 8 have no N = 3"},
		{"Figures 10 and 11 are captioned 6, 12, 26 and 38", "6, 16, 26 and 38",
			"Tables 5 to 8; 12 is no border of a block of ResNet50"},
		{
			"Table 9 is titled \"ResNet50 (100 epoch)\" and calls its accuracies \"while training\"",
			"it compares both networks with another study, and this study's numbers are test accuracies",
			fmt.Sprintf("82.10 %% is the test accuracy of Table 1, N = 3, whose training accuracy "+
				"is %g %%", first.TrainAccuracy),
		},
		{
			"compared with the other study, VGG16 is less accurate here: 82.10 % against 83.36 %",
			"83.36 % is the other study's training accuracy; its validation accuracy is 80.25 %, and 82.10 % is more",
			"the method section gives both, for ResNet50 89.32 % and 87.15 %",
		},
		{"the texts on Figures 7, 9 and 11 say that the loss goes to the highest accuracy", "the accuracy does",
			"the figures show accuracies"},
		{"the text on Table 9 cites the other study as [3]", "it is [4]",
			"the method section describes the same 8355 images under [4]"},
		{
			"Table 1: 3 trainable layers are a good fit",
			fmt.Sprintf("test loss %.4f against training loss %.5f: not a good fit by the paper's own definition",
				first.TestLoss, first.TrainLoss),
			"the paper calls a fit good when the gap between the two is small",
		},
		{
			"the folds of the cross-validation are five equal parts, 10 % of the images each for validation and testing",
			"all 808 images in folds of 162, 162, 162, 161 and 161; ± is the population standard deviation of the five " +
				"accuracies",
			fmt.Sprintf("Table 7, N = 6 decodes to 160 + 160 + 161 + 158 + 160 = %d of %d, with exactly that mean and deviation",
				fold.Correct(), fold.Total()),
		},
		{
			"808 images, with no word on copies",
			"19 horses and 19 humans are byte-identical copies of another file, so some test images are copies of " +
				"training images",
			"SHA-256 of the files; each result.json counts the copies across its own split",
		},
	}
}
