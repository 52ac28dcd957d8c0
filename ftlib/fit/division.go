package fit

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"math"

	"github.com/finetune-go/ft/ftlib/dataset"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/ftlib/split"
)

// Division says what each image is for, by its index. Without validation images, which are nil, the test images are
// looked at after each epoch.
type Division struct{ Train, Validation, Test []int }

// watched are the images that the history is of.
func (d Division) watched() []int {
	if d.Validation != nil {
		return d.Validation
	}
	return d.Test
}

// digest identifies a division.
func (d Division) digest() string { return fmt.Sprintf("%x", sha256.Sum256(fmt.Append(nil, d)))[:16] }

// checkSplit refuses a split that no images can have.
func checkSplit(s run.Split) error {
	_, _, _, shares := s.Shares()
	switch {
	case s.Kind == "holdout":
		if !(s.TestSize > 0 && s.TestSize < 1) {
			return fmt.Errorf("test size %g: give a share of the images between 0 and 1, such as 0.2", s.TestSize)
		}
	case s.Kind == "kfold", s.Kind == "stratified":
		if s.Folds < 2 || s.Fold < 1 || s.Fold > s.Folds {
			return fmt.Errorf("fold %d of %d: there are two folds or more, and they are numbered from 1", s.Fold, s.Folds)
		}
		if s.Kind == "kfold" && s.Groups != "" {
			return errors.New("split kfold with groups: folds of groups are stratified; choose stratified")
		}
	case s.Kind == "folders", shares:
	case s.Kind == "":
		return errors.New("split has folds but no kind: choose kfold or stratified")
	default:
		return fmt.Errorf("split %q: choose shares such as 80/10/10, or holdout, kfold, stratified or folders", s.Kind)
	}
	if !(s.Validation >= 0 && s.Validation < 1) {
		return fmt.Errorf("validation %g: give a share of the images between 0 and 1, such as 0.1", s.Validation)
	}
	if shares && s.Validation > 0 {
		return fmt.Errorf("validation %g beside split %s, which has its own share: leave one out", s.Validation, s.Kind)
	}
	_, err := groupPattern(s.Groups)
	return err
}

// Divide divides the images of a data set.
func (s *Setup) Divide(d *dataset.Dataset) (out Division, err error) {
	k, labels := s.Config.Split, d.Labels
	groups, err := groupsOf(k.Groups, d)
	if err != nil {
		return out, err
	}
	// A share of the images, or of the groups, as scikit-learn rounds it.
	cut := func(images []int, count int, stratified bool) (rest, taken []int, err error) {
		switch {
		case groups != nil:
			rest, taken, err = split.Groups(pick(groups, images), count, s.Config.Seeds.Split)
		case stratified:
			rest, taken, err = split.Stratified(pick(labels, images), count, s.Config.Seeds.Split)
		default:
			rest, taken, err = split.TrainTestSplit(len(images), k.Validation, s.Config.Seeds.Split)
		}
		return pick(images, rest), pick(images, taken), err
	}
	size := func(images []int, share float64) int {
		n := len(images)
		if groups != nil {
			n = split.CountGroups(pick(groups, images))
		}
		return int(math.Ceil(share * float64(n)))
	}
	all := make([]int, len(labels))
	for i := range all {
		all[i] = i
	}
	stratified, validation := false, 0
	_, share, test, shares := k.Shares()
	switch {
	case shares:
		stratified, validation = true, size(all, share)
		out.Train, out.Test, err = cut(all, size(all, test), true)
	case k.Kind == "holdout" && groups != nil:
		out.Train, out.Test, err = cut(all, size(all, k.TestSize), false)
	case k.Kind == "holdout":
		out.Train, out.Test, err = split.HoldOut(len(labels), k.TestSize, s.Config.Seeds.Split)
	case k.Kind == "folders":
		stratified = true
		out, err = byFolders(d.Parts)
		if err == nil && out.Validation != nil && k.Validation > 0 {
			err = errors.New("split folders: there is a folder of validation images, so that they are no share of others")
		}
	default:
		var folds []split.Fold
		stratified = k.Kind == "stratified"
		switch {
		case groups != nil:
			folds, err = split.StratifiedGroupKFold{N: k.Folds, Seed: s.Config.Seeds.Split}.Split(labels, groups)
		case stratified:
			folds, err = split.StratifiedKFold{N: k.Folds, Shuffle: true, Seed: s.Config.Seeds.Split}.Split(labels)
		default:
			folds, err = split.Folds(len(labels), k.Folds, s.Config.Seeds.Split)
		}
		if err == nil {
			out.Train, out.Test = folds[k.Fold-1].Train, folds[k.Fold-1].Test
		}
	}
	if k.Validation > 0 {
		validation = size(out.Train, k.Validation)
	}
	if err == nil && validation > 0 {
		out.Train, out.Validation, err = cut(out.Train, validation, stratified)
	}
	if err != nil && groups != nil {
		parts := "training and test images"
		if k.Validates() {
			parts = "training, validation and test images"
		}
		err = fmt.Errorf("groups %s: %d groups for %s, which need one each: %w", k.Groups, split.CountGroups(groups), parts,
			err)
	}
	return out, err
}

func pick[T any](from []T, indices []int) []T {
	out := make([]T, len(indices))
	for k, i := range indices {
		out[k] = from[i]
	}
	return out
}

// byFolders takes the parts that folders give. Where there is no test folder, the validation images are tested on.
func byFolders(parts []string) (d Division, err error) {
	if parts == nil {
		return d, errors.New("split folders: the images have no folders train, and val or test")
	}
	of := map[string][]int{}
	for i, p := range parts {
		of[p] = append(of[p], i)
	}
	d = Division{of[dataset.Train], of[dataset.Validation], of[dataset.Test]}
	if d.Test == nil {
		d.Validation, d.Test = nil, d.Validation
	}
	if d.Train == nil || d.Test == nil {
		return d, errors.New("split folders: no image is left to train or to test on")
	}
	return d, nil
}
