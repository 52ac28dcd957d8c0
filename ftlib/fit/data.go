package fit

import (
	"encoding/json"
	"path/filepath"

	"github.com/finetune-go/ft/internal/fetch"
)

// dataFile lists the images of a run: those used, those left out and why, copies.
const dataFile = "data.json"

// saveData writes the list once: with it stands what a run was trained on.
func (j *job) saveData() error {
	list, err := j.data.Inventory()
	if err != nil {
		return err
	}
	text, err := json.MarshalIndent(list, "", " ")
	if err != nil {
		return err
	}
	return fetch.WriteBytes(filepath.Join(j.record.Dir, dataFile), append(text, '\n'))
}
