// Package paper is the reproduced paper as data: its nine tables, what trains each row, its claims, and where its text
// and its numbers differ.
//
// A row knows the configurations that make it, so nobody types them twice:
//
//	row, err := paper.Find(5, 6) // Table 5, six trainable layers
//	for _, config := range row.Configs(1, true) {
//		fmt.Println(paper.RunName(config)) // resnet50-n6-holdout-seed1
//	}
//
// The numbers are copied, unchanged, from
//
//	Fauzan Muhammad, Aniati Murni Arymurthy, Dina Chahyati: Transfer Learning dengan Metode Fine Tuning
//	pada Model Network VGG16 dan ResNet50. Indonesian Journal of Computer Science 12(1), 2023.
//
// which is published under CC BY-SA 4.0; tables.json in this folder stays under that licence.
package paper

// Citation is how to cite the paper, in one line.
const Citation = "F. Muhammad, A. M. Arymurthy, D. Chahyati: Transfer Learning dengan Metode Fine Tuning pada " +
	"Model Network VGG16 dan ResNet50. Indonesian Journal of Computer Science 12(1), 2023."

// Licence is the licence of the paper and of the numbers copied from it.
const Licence = "CC BY-SA 4.0"

// Sizes that the paper's numbers decode to. Its text speaks of 10 % for validation and 10 % for testing, but every
// test accuracy of tables 1, 2, 5 and 6 is k/162 and every mean of tables 3, 4, 7 and 8 belongs to all 808 images.
const (
	Images      = 808 // in four classes of 202
	TestImages  = 162 // hold-out: ceil(0.2 * 808), used for validation and for testing
	TrainImages = 646
	Folds       = 5
	Classes     = 4
)

// FoldSizes are the test images of each fold: scikit-learn gives the first 808 mod 5 folds one more.
var FoldSizes = [Folds]int{162, 162, 162, 161, 161}

// ColabSeconds is the sum of all training times in tables 1 to 8, about 15 hours on Google Colab.
const ColabSeconds = 54181
