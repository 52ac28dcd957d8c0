package fit

import (
	"encoding/json"
	"io"

	"github.com/finetune-go/ft/ftlib/run"
)

// dataFile lists the images of a run: those used, those left out and why, copies.
const dataFile = "data.json"

// dataList is that file, which is written once: with it stands what a run was trained on.
func (j *job) dataList() (run.File, error) {
	list, err := j.data.Inventory()
	if err != nil {
		return run.File{}, err
	}
	text, err := json.MarshalIndent(list, "", " ")
	return run.File{Name: dataFile, Write: func(w io.Writer) error {
		_, err := w.Write(append(text, '\n'))
		return err
	}}, err
}
