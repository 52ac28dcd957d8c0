package fit

import (
	"encoding/json"

	"github.com/finetune-go/ft/ftlib/dataset"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/internal/fetch"
)

// DataFile lists the images of a run: those used, those left out and why, copies.
const DataFile = "data.json"

// dataList is that file, which is written once: with it stands what a run was trained on.
func (j *job) dataList() (run.File, error) {
	list, err := j.data.Inventory()
	if err != nil {
		return run.File{}, err
	}
	if j.Validation != nil || j.data.Parts != nil { // else all that is not tested on is trained on
		for part, images := range map[string][]int{dataset.Train: j.Train, dataset.Validation: j.Validation,
			dataset.Test: j.Test} {
			for _, i := range images {
				list.Files[i].Part = part
			}
		}
	}
	text, err := json.MarshalIndent(list, "", " ")
	return run.File{Name: DataFile, Write: fetch.Content(append(text, '\n'))}, err
}
