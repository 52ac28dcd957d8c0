// Package data knows the paper's images by their SHA-256; the images themselves are not part of this repository.
package data

import (
	_ "embed"
	"fmt"
	"strings"
)

// list is in the format of sha256sum, so that the files can be checked without this program.
//
//go:embed paper.sha256
var list string

// File is one of the paper's images.
type File struct {
	Name   string // "class/name"
	SHA256 string // of the content, hexadecimal, lower case
}

// Paper returns the 808 files in byte order of their names.
func Paper() ([]File, error) { return parse(list) }

func parse(list string) ([]File, error) {
	var files []File
	for line := range strings.Lines(list) {
		sum, name, ok := strings.Cut(strings.TrimRight(line, "\r\n"), "  ")
		if !ok || len(sum) != 64 || strings.Count(name, "/") != 1 {
			return nil, fmt.Errorf("paper.sha256: line %d is not \"SHA-256, two spaces, class/name\": restore the file",
				len(files)+1)
		}
		files = append(files, File{Name: name, SHA256: sum})
	}
	return files, nil
}
