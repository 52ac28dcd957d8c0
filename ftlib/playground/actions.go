package playground

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/finetune-go/ft/ftlib/figure"
	"github.com/finetune-go/ft/ftlib/run"
)

// pressed does what a button says with the chosen tries.
func (p *playground) pressed(b press) error {
	runs, err := p.chosen(b.Tries)
	if err != nil {
		return err
	}
	switch b.Button {
	case overlayButton:
		f, err := figure.Overlay("overlay", runs...)
		if err != nil {
			return err
		}
		return p.overlay.Figure(f)
	case loadButton:
		values, missing := p.values(runs[0].Config)
		if missing != nil {
			return fmt.Errorf("%s has settings that the controls do not: %s; ft train --config takes its config.json",
				runs[0].Name(), strings.Join(missing, ", "))
		}
		p.say(fmt.Sprintf("The settings of %s. Press Run to train them again.", runs[0].Name()))
		return p.panel.load(values)
	case exportButton:
		dir, err := p.export(runs)
		if err == nil {
			p.say(fmt.Sprintf("Tries chosen: %d. Their figure and table are tries.pdf, .svg, .png, .tex, .csv and .md in %s.",
				len(runs), dir))
		}
		return err
	}
	for _, r := range runs {
		if err := os.RemoveAll(r.Dir); err != nil {
			return err
		}
	}
	p.overlay.Final("")
	p.showTries()
	p.say(fmt.Sprintf("Deleted: %d.", len(runs)))
	return nil
}

// chosen are the finished tries of these names. The page could send any: only what lies in the folder is one.
func (p *playground) chosen(names []string) ([]*run.Run, error) {
	all, _, err := finished(p.Folder)
	if err != nil {
		return nil, err
	}
	var runs []*run.Run
	for _, name := range names {
		i := slices.IndexFunc(all, func(r *run.Run) bool { return r.Name() == name })
		if i < 0 {
			return nil, fmt.Errorf("there is no finished try %s", name)
		}
		runs = append(runs, all[i])
	}
	if runs == nil {
		return nil, fmt.Errorf("choose a try in the table")
	}
	return runs, nil
}

// export writes figure and table of tries beside them, as tries.pdf, tries.tex and their like, and returns the folder.
func (p *playground) export(runs []*run.Run) (string, error) {
	dir, err := filepath.Abs(p.Folder)
	if err != nil {
		return "", err
	}
	f, err := figure.Overlay("tries", runs...)
	if err != nil {
		return "", err
	}
	if err := f.SaveAll(dir); err != nil {
		return "", err
	}
	t := triesTable(runs, nil)
	for _, end := range []string{".tex", ".csv", ".md"} {
		if err := t.Save(filepath.Join(dir, "tries"+end)); err != nil {
			return "", err
		}
	}
	return dir, nil
}
