package paper

import "slices"

// Claim is a statement of the paper that its experiments are to show.
type Claim struct {
	Number int
	Text   string // in English
	Quote  string // the paper's own words, in Indonesian
	Where  string // where the paper says it
	Note   string // what must be known to judge it
	tests  []test
}

// Judge says what the evidence means for the claim.
func (c Claim) Judge(evidence Evidence) Finding { return judge(c.tests, evidence) }

// Needs are the rows that the claim takes.
func (c Claim) Needs() []Need {
	var needs []Need
	for _, t := range c.tests {
		for _, n := range t.needs {
			if !slices.Contains(needs, n) {
				needs = append(needs, n)
			}
		}
	}
	return needs
}

// Claims are the paper's claims in the order of its text. Each rests on tests that were written before our runs.
func Claims() []Claim {
	claims := []Claim{
		{
			Text:  "VGG16 tests best with the fewest trainable layers (3) after 100 epochs.",
			Quote: "akurasi tertinggi didapat dari pelatihan dimana terdapat tiga trainable layer dengan akurasi 82.0988%",
			Where: "before Table 1", tests: []test{mostAccurate(1, 3)},
		},
		{
			Text:  "VGG16 with 3 trainable layers is a good fit.",
			Quote: "learning curve pada pelatihan dengan trainable layer 3 memberikan model yang good fit",
			Where: "on Figures 6 and 8", tests: []test{goodFit(1, 3), goodFit(2, 3)},
			Note: "By the paper's own definition, a good fit has a small gap between training and validation loss.",
		},
		{
			Text:  "After 100 epochs, VGG16 with 3 trainable layers has the smallest gap between training and validation loss.",
			Quote: "pelatihan dengan trainable layer 3 mempunyai jarak pelatihan dan validation loss paling kecil",
			Where: "on Figure 6", tests: []test{smallestGap(1, 3)},
		},
		{
			Text:  "After 200 epochs, VGG16 with 8 trainable layers has the smallest gap.",
			Quote: "pelatihan dengan trainable layer 8 mempunyai celah pelatihan dan validation loss paling kecil",
			Where: "on Figure 8", tests: []test{smallestGap(2, 8)},
			Note: "In Table 2 the gap is smallest at 16.",
		},
		{
			Text: "VGG16 with 3 trainable layers is the slowest to reach its lowest training loss.",
			Quote: "nilai loss untuk dataset pelatihan dan validation dengan trainable layer 3 lebih lambat menuju nilai " +
				"loss minimum",
			Where: "on Figures 6 and 8", tests: []test{slowest(1, 3), slowest(2, 3)},
			Note: "We take this as the highest training loss after a tenth of the epochs. The test on Table 2 was added " +
				"after our first runs.",
		},
		{
			Text:  "VGG16 tests best with 16 trainable layers after 200 epochs.",
			Quote: "Akurasi tertinggi didapat dari pelatihan dimana terdapat enam belas trainable layer dengan akurasi 82.0988%",
			Where: "before Table 2", tests: []test{mostAccurate(2, 16)},
		},
		{
			Text:  "In 5-fold cross-validation VGG16 is best with 3 trainable layers, after 100 and after 200 epochs.",
			Quote: "performa tertinggi didapat dari pelatihan dengan tiga buah trainable layer",
			Where: "before Tables 3 and 4", tests: []test{mostAccurate(3, 3), mostAccurate(4, 3)},
		},
		{
			Text:  "ResNet50 tests best with the fewest trainable layers (6) after 100 epochs.",
			Quote: "akurasi tertinggi didapat dari pelatihan dimana terdapat enam buah trainable layer dengan akurasi 99.3827%",
			Where: "before Table 5", tests: []test{mostAccurate(5, 6)},
		},
		{
			Text:  "ResNet50 with 6 trainable layers overfits.",
			Quote: "learning curve pada pelatihan dengan trainable layer 6 memberikan model yang overfit",
			Where: "on Figures 10 and 12", tests: []test{overfits(5, 6), overfits(6, 6)},
			Note: "By the paper's own definition, a network overfits when its validation loss falls to a point and then rises.",
		},
		{
			Text:  "ResNet50 tests best with 6 trainable layers after 200 epochs.",
			Quote: "Akurasi tertinggi didapat dari pelatihan dimana terdapat enam buah trainable layer dengan akurasi 98.1481%",
			Where: "before Table 6", tests: []test{mostAccurate(6, 6)},
			Note: "In Table 6 and in the text on Figure 13 it is 16.",
		},
		{
			Text: "After 200 epochs, ResNet50 with 16 trainable layers has the smallest gap and the highest validation " +
				"accuracy.",
			Quote: "pelatihan dengan enam belas buah trainable layer mempunyai jarak pelatihan dan validation loss paling kecil",
			Where: "on Figures 12 and 13", tests: []test{smallestGap(6, 16), mostAccurate(6, 16)},
		},
		{
			Text:  "In 5-fold cross-validation ResNet50 is best with 6 trainable layers after 100 epochs.",
			Quote: "performa tertinggi didapat dari pelatihan dengan enam trainable layer",
			Where: "before Table 7", tests: []test{mostAccurate(7, 6)},
		},
		{
			Text: "In 5-fold cross-validation after 200 epochs ResNet50 has its lowest loss at 26 and its highest " +
				"accuracy at 16 trainable layers.",
			Quote: "Loss rata-rata paling rendah adalah pada jumlah trainable layer 26 [...] Akurasi rata-rata paling " +
				"tinggi adalah pada trainable layer 16",
			Where: "before Table 8", tests: []test{lowestLoss(8, 26), mostAccurate(8, 16)},
		},
		{
			Text:  "Overall, both networks perform best with the fewest trainable layers.",
			Quote: "performa terbaik didapat pada trainable layer yang paling kecil, baik pada network VGG16 maupun ResNet50",
			Where: "in the abstract, after Table 8 and in the conclusion",
			Note:  "In Tables 2, 6 and 8 another N is best.",
			tests: []test{
				mostAccurate(1, 3), mostAccurate(2, 3), mostAccurate(3, 3), mostAccurate(4, 3),
				mostAccurate(5, 6), mostAccurate(6, 6), mostAccurate(7, 6), mostAccurate(8, 6),
			},
		},
		{
			Text:  "Training more of the network is not needed: the most trainable layers are worse than the fewest.",
			Quote: "fine tuning melalui seluruh jaringan tidak benar-benar diperlukan",
			Where: "after Table 8",
			tests: []test{
				beatsRow(1, 3, 1, 16), beatsRow(2, 3, 2, 16), beatsRow(3, 3, 3, 16), beatsRow(4, 3, 4, 16),
				beatsRow(5, 6, 5, 38), beatsRow(6, 6, 6, 38), beatsRow(7, 6, 7, 38), beatsRow(8, 6, 8, 38),
			},
		},
		{
			Text:  "ResNet50 is more accurate than VGG16.",
			Quote: "model network ResNet50 mempunyai nilai akurasi terbaik dibandingkan dengan VGG16",
			Where: "after Table 9", tests: []test{beatsRow(5, 6, 1, 3), beatsRow(7, 6, 3, 3)},
		},
		{
			Text: "ResNet50 is more accurate here than in the art-classification study (89.32 % there), and VGG16 less " +
				"(83.36 % there).",
			Quote: "penelitian pembanding memberikan nilai akurasi terbaik pada pelatihan model network VGG16 dengan " +
				"nilai 83.36%",
			Where: "after Table 9", tests: []test{againstNumber(5, 6, 0.8932, true), againstNumber(1, 3, 0.8336, false)},
			Note: "That study's accuracies are of training, on other images; on its validation images it had 80.25 % with " +
				"VGG16 and 87.15 % with ResNet50. So the comparison says little, whatever its verdict.",
		},
	}
	for i := range claims {
		claims[i].Number = i + 1
	}
	return claims
}
