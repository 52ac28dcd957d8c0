package evaluate

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/finetune-go/ft/ftlib/dataset"
	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/predict"
	"github.com/finetune-go/ft/ftlib/run"
)

// list finds the images that [Run] evaluates, without a look into them. root is where recorded ones are, if not where
// they were.
func list(ctx context.Context, s *fit.Session, dir, data, root string) (*Answers, error) {
	r, err := run.Read(dir)
	if err != nil {
		return nil, err
	}
	if err := Finished(r); err != nil {
		return nil, err
	}
	a := &Answers{Run: r, Root: data, Classes: r.Result.Classes, Temperature: 1, recorded: data == ""}
	if data != "" {
		return a, a.folder()
	}
	if len(r.Result.Predictions) == 0 {
		return nil, fmt.Errorf("%s has no record of its test images", dir)
	}
	if a.Root = root; root == "" {
		if a.Root, err = Root(ctx, s, r); err != nil {
			return nil, err
		}
	}
	for _, p := range r.Result.Predictions {
		a.Images = append(a.Images, Image{File: p.File, Class: p.Class})
	}
	a.empty()
	return a, nil
}

// Finished says why a run has no result to evaluate, if it has none.
func Finished(r *run.Run) error {
	switch {
	case r.Diverged():
		return fmt.Errorf("%s %w: train it again with a smaller learning rate", r.Dir, ErrDiverged)
	case r.Result == nil:
		return fmt.Errorf("%s %w", r.Dir, predict.ErrUnfinished)
	}
	return nil
}

// Root is the folder of the images that a run was made on.
func Root(ctx context.Context, s *fit.Session, r *run.Run) (string, error) {
	name := r.Config.Data
	if s.Data[name] != nil {
		d, err := s.Images(ctx, name)
		if err != nil {
			return "", err
		}
		return d.Root, nil
	}
	if info, err := os.Stat(name); err != nil || !info.IsDir() {
		return "", fmt.Errorf("%s: %w: there is no folder %q", r.Dir, ErrMoved, name)
	}
	return name, nil
}

// folder finds the images of each class below the sub-folder of its name.
func (a *Answers) folder() error {
	entries, err := os.ReadDir(a.Root)
	if err != nil {
		return err
	}
	known := false
	for _, e := range entries {
		path := filepath.Join(a.Root, e.Name())
		if info, err := os.Stat(path); err != nil || !info.IsDir() || dataset.Unwanted(e.Name()) != "" { // links count
			continue
		}
		class := slices.Index(a.Classes, e.Name())
		if class < 0 {
			a.Unknown = append(a.Unknown, e.Name())
			continue
		}
		known = true
		found, err := dataset.Find(path + string(filepath.Separator)) // which follows a link
		if err != nil {
			return err
		}
		for _, file := range found {
			name, err := filepath.Rel(a.Root, file)
			if err != nil {
				return err
			}
			a.Images = append(a.Images, Image{File: filepath.ToSlash(name), Class: class})
		}
	}
	if !known {
		return fmt.Errorf("%s: %w: it has %s, the classes are %s", a.Root, ErrNoClass, some(a.Unknown), some(a.Classes))
	}
	a.empty()
	return nil
}

// empty notes the classes without an image.
func (a *Answers) empty() {
	for k, name := range a.Classes {
		if !slices.ContainsFunc(a.Images, func(i Image) bool { return i.Class == k }) {
			a.Missing = append(a.Missing, name)
		}
	}
}

// some names the first few of a list.
func some(all []string) string {
	const most = 8
	if len(all) == 0 {
		return "none"
	}
	var quoted []string
	for _, name := range all[:min(most, len(all))] {
		quoted = append(quoted, fmt.Sprintf("%q", name))
	}
	if len(all) > most {
		quoted = append(quoted, fmt.Sprintf("%d more", len(all)-most))
	}
	return strings.Join(quoted, ", ")
}
