package run

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"strconv"

	"github.com/finetune-go/ft/internal/checksum"
	"github.com/finetune-go/ft/internal/fetch"
)

// File is a file to be written into a run folder. Write is called twice and must write the same both times.
type File struct {
	Name  string
	Write func(io.Writer) error
}

// Save writes what the run has so far into its folder, each file atomically: configuration, history, timing, then more,
// and at last, when it is there, the result. The manifest has the digests of what is about to be written beside those
// of what is there before the first file is, and of the new files alone after the last one.
func (r *Run) Save(more ...File) error {
	files, err := r.files(more)
	if err != nil {
		return err
	}
	m, _, err := readManifest(r.Dir)
	if err != nil {
		return err
	}
	if m == nil { // a folder with a configuration alone is a run that has just begun, one with a manifest alone is none
		m = &manifest{Files: map[string][]string{}}
		if err := fetch.WriteFile(filepath.Join(r.Dir, ConfigFile), files[0].Write); err != nil {
			return err
		}
	}
	news := map[string]string{}
	for _, f := range files {
		var sum checksum.Writer
		if err := f.Write(&sum); err != nil {
			return err
		}
		news[f.Name] = fmt.Sprintf("%08x", sum.Sum())
		if m.Files[f.Name] == nil {
			now, err := state(r.Dir, f.Name)
			if err != nil {
				return err
			}
			m.Files[f.Name] = []string{now}
		}
		m.Files[f.Name] = append([]string{news[f.Name]}, m.Files[f.Name]...)
	}
	if err := m.write(r.Dir); err != nil {
		return err
	}
	for _, f := range files {
		if err := fetch.WriteFile(filepath.Join(r.Dir, f.Name), f.Write); err != nil {
			return err
		}
	}
	for name, sum := range news {
		m.Files[name] = []string{sum}
	}
	r.manifest = m
	return m.write(r.Dir)
}

// files are those of Save, in its order.
func (r *Run) files(more []File) ([]File, error) {
	var history, timing bytes.Buffer
	scheduled := r.Config.Schedule.Kind != ""
	fmt.Fprint(&history, "epoch,loss,accuracy,val_loss,val_accuracy,val_correct")
	if scheduled {
		fmt.Fprint(&history, ",learning_rate")
	}
	fmt.Fprintln(&history)
	for _, e := range r.History {
		fmt.Fprintf(&history, "%d,%s,%s,%s,%s,%d", e.Epoch, number(e.Loss), number(e.Accuracy), number(e.ValLoss),
			number(e.ValAccuracy), e.ValCorrect)
		if scheduled {
			fmt.Fprintf(&history, ",%s", number(e.LearningRate))
		}
		fmt.Fprintln(&history)
	}
	fmt.Fprintln(&timing, "epoch,seconds")
	for i, s := range r.EpochSeconds {
		fmt.Fprintf(&timing, "%d,%.4f\n", i+1, s)
	}
	config, err := indented(r.Config)
	if err != nil {
		return nil, err
	}
	files := append([]File{{ConfigFile, fetch.Content(config)}, {HistoryFile, fetch.Content(history.Bytes())},
		{TimingFile, fetch.Content(timing.Bytes())}}, more...)
	if r.Result != nil {
		result, err := indented(r.Result)
		if err != nil {
			return nil, err
		}
		files = append(files, File{ResultFile, fetch.Content(result)})
	}
	return files, nil
}

func number(v float64) string { return strconv.FormatFloat(v, 'g', 8, 64) }

func indented(v any) ([]byte, error) {
	text, err := json.MarshalIndent(v, "", "  ")
	return append(text, '\n'), err
}

func writeJSON(path string, v any) error {
	text, err := indented(v)
	if err != nil {
		return err
	}
	return fetch.WriteBytes(path, text)
}
