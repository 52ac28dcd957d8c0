//go:build cgo

package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/finetune-go/ft/ftlib/evaluate"
	"github.com/finetune-go/ft/ftlib/figure"
	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/predict"
	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/ftlib/runreport"
	"github.com/finetune-go/ft/internal/browser"
	"github.com/finetune-go/ft/internal/printable"
	"github.com/finetune-go/ft/reproduction/paper"
	"github.com/spf13/cobra"
)

// reportRuns writes a page about runs; data is where their images are, if not where they were.
func reportRuns(cmd *cobra.Command, dirs []string, data, out string) error {
	var parts []runreport.Part
	for _, dir := range dirs {
		r, err := run.Read(dir)
		if err == nil {
			err = evaluate.Finished(r)
		}
		if err != nil {
			return adviseRun(dir, err)
		}
		parts = append(parts, runreport.Part{Run: r, Commands: []string{
			fmt.Sprintf("ft train --config %s --results again --name %s", quoted(filepath.Join(dir, run.ConfigFile)),
				quoted(r.Name())),
			"ft evaluate " + quoted(dir),
		}})
	}
	if out == "" {
		if out = "report-" + parts[0].Run.Name(); len(parts) > 1 {
			out = fmt.Sprintf("report-%d-runs", len(parts))
		}
	}
	if err := outFolder(out); err != nil {
		return usageError{err}
	}
	if data != "" {
		if info, err := os.Stat(data); err != nil || !info.IsDir() {
			return fmt.Errorf("--data %s: there is no such folder", data)
		}
	}
	if err := evaluateParts(cmd, parts, data); err != nil {
		return err
	}
	for _, p := range parts {
		if err := p.Run.Unchanged(); err != nil { // else the page would set the answers of one network beside another's record
			return err
		}
	}
	return alone(cmd.Context(), out, true, func() error { return writeRuns(cmd, out, parts) })
}

// writeRuns writes the page, and a PDF where there is a browser.
func writeRuns(cmd *cobra.Command, out string, parts []runreport.Part) error {
	if err := runreport.Write(out, parts...); err != nil {
		return err
	}
	page, pdf := filepath.Join(out, runreport.HTMLFile), filepath.Join(out, "report.pdf")
	_, err := browser.Print(cmd.Context(), page, pdf)
	w := cmd.OutOrStdout()
	fmt.Fprintf(w, "%s\n%s\n", printable.Line(page), printable.Line(filepath.Join(out, runreport.MarkdownFile)))
	switch {
	case cmd.Context().Err() != nil:
		return cmd.Context().Err()
	case err != nil: // the report is whole without it
		fmt.Fprintln(os.Stderr, "left out: report.pdf:", err)
	default:
		fmt.Fprintln(w, printable.Line(pdf))
	}
	return nil
}

// evaluateParts lets the network of each run answer its test images again, for probabilities, which runs do not record.
// The report does without where that is not possible, and says so.
func evaluateParts(cmd *cobra.Command, parts []runreport.Part, data string) error {
	s, err := session(cmd.Context(), "")
	if err != nil {
		if cmd.Context().Err() != nil {
			return err
		}
		without := err.Error()
		s = &fit.Session{Catalog: paper.Catalog(""), Progress: progressLog()}
		for i := range parts {
			parts[i].Without = without
		}
	} else {
		defer closeSession(s)
	}
	for i := range parts {
		p := &parts[i]
		root := data
		if root == "" {
			root, err = evaluate.Root(cmd.Context(), s, p.Run)
		}
		if root != "" {
			p.Open = figure.OpenBelow(root)
		}
		if p.Without == "" && err == nil {
			p.Answers, err = evaluate.Recorded(cmd.Context(), s, p.Run.Dir, root)
		}
		if cmd.Context().Err() != nil {
			return cmd.Context().Err()
		}
		if err != nil {
			p.Answers, p.Without = nil, err.Error()
			progress.Warnf(s.Progress, "%s without probabilities: %v", p.Run.Name(), advise(err))
			switch {
			case errors.Is(err, evaluate.ErrMoved):
				p.Without = "its images are not at hand"
			case errors.Is(err, predict.ErrNoModel):
				p.Without = "its trained weights are not at hand"
			}
		}
		if p.Answers == nil && root != "" { // which would say so
			warnChanged(p.Run, root)
		}
		err = nil
	}
	return nil
}
