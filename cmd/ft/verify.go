//go:build cgo

package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/ftlib/weights"
	"github.com/finetune-go/ft/internal/printable"
	"github.com/spf13/cobra"
)

func verifyCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "verify RUN…",
		Short: "Say whether runs and models are what was written: folders, archives, model files",
		Example: `  ft verify results/runs/mine
  ft verify results
  ft verify results.tar.gz model.safetensors`,
		Args: someArgs("a run folder, a folder of runs, an archive of one or a model file"),
		RunE: func(cmd *cobra.Command, args []string) error {
			damaged, failed := 0, []error(nil)
			for _, arg := range args {
				n, err := verify(cmd.OutOrStdout(), arg)
				damaged, failed = damaged+n, append(failed, err)
			}
			if damaged > 0 {
				failed = append(failed, fmt.Errorf("%s damaged or not readable; see above",
					number(damaged, "run is", "runs are")))
			}
			return errors.Join(failed...)
		},
	}
}

// number says how many there are of something.
func number(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprint(n, " ", many)
}

// verify says what is known of what an argument names, and counts what is damaged or cannot be read.
func verify(w io.Writer, arg string) (bad int, err error) {
	switch info, err := os.Stat(arg); {
	case err != nil:
		return 0, err
	case strings.HasSuffix(arg, ".safetensors"), strings.HasSuffix(arg, ".onnx"):
		return verifyModel(w, arg)
	case !info.IsDir():
		return verifyArchive(w, arg)
	}
	return verifyFolders(w, arg, arg, nil)
}

// verifyModel verifies a model file alone.
func verifyModel(w io.Writer, path string) (damaged int, err error) {
	read := weights.MapSafetensors
	if strings.HasSuffix(path, ".onnx") {
		read = func(path string) (map[string]weights.Tensor, map[string]string, func(), error) {
			tensors, meta, err := weights.ReadONNX(path)
			return tensors, meta, func() {}, err
		}
	}
	_, meta, unmap, err := read(path)
	if errors.Is(err, weights.ErrDamaged) {
		fmt.Fprintln(w, printable.Line(err.Error()))
		return 1, nil
	}
	if err != nil {
		return 0, err
	}
	unmap()
	state := "verified"
	if !weights.Sealed(meta) {
		state = "no checksum in it: made by an older version or another program"
	}
	fmt.Fprintln(w, printable.Line(path)+": "+state)
	return 0, nil
}

// verifyFolders verifies all run folders at and below root, which is shown under another name where it is what an
// archive was unpacked to; elsewhere has the checksums of files that were left in it, by folder.
func verifyFolders(w io.Writer, root, shown string, elsewhere map[string]map[string]string) (bad int, err error) {
	folders, unlisted, err := runFolders(root, elsewhere)
	if err != nil {
		return 0, err
	}
	if len(folders)+len(unlisted) == 0 {
		return 0, fmt.Errorf("%s has no run in it: name a run folder, or one with runs below it", shown)
	}
	say := func(text string) { fmt.Fprintln(w, printable.Line(strings.ReplaceAll(text, root, shown))) }
	sealed, damaged, unread, older, unseen := 0, 0, len(unlisted), 0, 0
	for _, err := range unlisted {
		say(err.Error())
	}
	for _, folder := range folders {
		rel, _ := filepath.Rel(root, folder)
		v := run.Verify(folder, elsewhere[rel])
		if v.Err == nil && !v.Run.Sealed() && elsewhere == nil { // its model may have a checksum of its own
			if _, _, unmap, err := weights.MapSafetensors(filepath.Join(folder, fit.ModelFile)); err == nil {
				unmap()
			} else if !errors.Is(err, fs.ErrNotExist) {
				v.Err = err
			}
		}
		switch other := new(fs.PathError); {
		case errors.As(v.Err, &other) && !errors.Is(v.Err, run.ErrDamaged): // such as a missing permission
			unread++
			say(v.Err.Error())
		case v.Err != nil:
			damaged++
			say(v.Err.Error())
		case v.Run.Sealed():
			sealed++
			if len(v.Missing) > 0 {
				say(fmt.Sprintf("%s: verified; not here: %s", folder, strings.Join(v.Missing, ", ")))
			}
		default:
			older++
			if elsewhere[rel][fit.ModelFile] != "" {
				unseen++
			}
		}
	}
	text := fmt.Sprintf("%s: %s: %d verified, %d damaged", shown, number(len(folders), "run", "runs"), sealed, damaged)
	if unread > 0 {
		text += fmt.Sprintf(", %d not readable", unread)
	}
	if older > 0 {
		text += fmt.Sprintf(", %d plausible with no %s: made before there was one", older, run.ManifestFile)
	}
	if unseen > 0 {
		text += fmt.Sprintf("; %s not looked at: unpack the archive for that",
			number(unseen, "model of these was", "models of these were"))
	}
	fmt.Fprintln(w, printable.Line(text))
	return damaged + unread, nil
}

// runFolders are the folders at and below root with a file of a run in them, config.json or not, and the errors of
// folders that cannot be listed. Links are followed to a run or to the folder of runs, but no further: they may go in
// circles.
func runFolders(root string, elsewhere map[string]map[string]string) (folders []string, unlisted []error, err error) {
	root = filepath.Clean(root)
	top, err := filepath.EvalSymlinks(root)
	if err != nil {
		return nil, nil, err
	}
	add := func(path string) (ours bool) {
		rel, _ := filepath.Rel(root, path)
		ours = len(elsewhere[rel]) > 0
		for _, file := range fit.RunFiles() {
			_, err := os.Stat(filepath.Join(path, file))
			ours = ours || err == nil && file != fit.PredictionsFile // ft evaluate writes one, too
		}
		if ours {
			folders = append(folders, path)
		}
		return ours
	}
	// The separator behind root lets a link be a folder.
	err = filepath.WalkDir(root+string(filepath.Separator), func(path string, d fs.DirEntry, err error) error {
		path = filepath.Clean(path)
		switch {
		case d == nil: // root is gone
			return err
		case err != nil:
			unlisted = append(unlisted, err)
		case path != root && strings.HasPrefix(d.Name(), "."):
			if d.IsDir() {
				return fs.SkipDir
			}
		case d.IsDir():
			add(path)
		case d.Type() == fs.ModeSymlink && !add(path):
			if real, err := filepath.EvalSymlinks(path); err != nil || within(top, real) {
				return nil // what is within is found anyway
			}
			entries, _ := os.ReadDir(path)
			for _, e := range entries {
				if !strings.HasPrefix(e.Name(), ".") {
					add(filepath.Join(path, e.Name()))
				}
			}
		}
		return nil
	})
	return folders, unlisted, err
}

// within says whether a path is a folder or lies below it.
func within(dir, path string) bool {
	rel, err := filepath.Rel(dir, path)
	return err == nil && filepath.IsLocal(rel)
}
