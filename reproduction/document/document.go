// Package document writes what studies find: a file of JSON with all of it, and a table in a page of docs.
package document

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"

	"github.com/finetune-go/ft/ftlib/table"
	"github.com/finetune-go/ft/internal/fetch"
)

// Record writes what is there so far, so that an interrupted study goes on from it.
func Record(file string, v any) error {
	text, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		return err
	}
	return fetch.WriteBytes(file, append(text, '\n'))
}

// Replace puts a table into a page, in the place of what stands between the comments "begin NAME" and "end NAME".
func Replace(page, name string, t table.Table) error {
	text, err := os.ReadFile(page)
	if err != nil {
		return err
	}
	begin, end := fmt.Appendf(nil, "<!-- begin %s -->\n", name), fmt.Appendf(nil, "<!-- end %s -->", name)
	head, rest, begun := bytes.Cut(text, begin)
	_, tail, ended := bytes.Cut(rest, end)
	if !begun || !ended {
		return fmt.Errorf("%s has no place for the table: %s%s", page, begin, end)
	}
	var b bytes.Buffer
	if err := t.Write(&b, table.Markdown); err != nil {
		return err
	}
	return fetch.WriteBytes(page, bytes.Join([][]byte{head, begin, b.Bytes(), end, tail}, nil))
}
