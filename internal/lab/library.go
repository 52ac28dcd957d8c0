package lab

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"go/scanner"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// digested are the kinds of files that change what a package does.
var digested = []string{".go", ".c", ".h", ".html", ".json"}

var moduleLine = regexp.MustCompile(`(?m)^module\s+(\S+)`)

// digestLibrary is over this module's packages that the code of cells imports, those that they import in turn, and the
// versions of others' code. Comments and the form of Go code don't count: they change no output.
func digestLibrary(moduleRoot, cells string) (string, error) {
	mod, err := os.ReadFile(filepath.Join(moduleRoot, "go.mod"))
	if err != nil {
		return "", err
	}
	module := moduleLine.FindSubmatch(mod)
	if module == nil {
		return "", fmt.Errorf("%s/go.mod names no module", moduleRoot)
	}
	imported := regexp.MustCompile(`"` + regexp.QuoteMeta(string(module[1])) + `/([^"\s]+)"`)
	h := sha256.New()
	fmt.Fprintf(h, "%x\n", sha256.Sum256(mod))
	var packages []string
	follow := func(code string) {
		for _, match := range imported.FindAllStringSubmatch(code, -1) {
			if !slices.Contains(packages, match[1]) {
				packages = append(packages, match[1])
			}
		}
	}
	follow(cells)
	for i := 0; i < len(packages); i++ {
		files, err := os.ReadDir(filepath.Join(moduleRoot, filepath.FromSlash(packages[i])))
		if err != nil {
			return "", fmt.Errorf("digest of the library: %w", err)
		}
		for _, f := range files {
			extension := path.Ext(f.Name())
			if strings.HasSuffix(f.Name(), "_test.go") || !slices.Contains(digested, extension) {
				continue
			}
			text, err := os.ReadFile(filepath.Join(moduleRoot, filepath.FromSlash(packages[i]), f.Name()))
			if err != nil {
				return "", err
			}
			if extension == ".go" {
				text = tokens(text)
				follow(string(text))
			}
			fmt.Fprintf(h, "%q %x\n", path.Join(packages[i], f.Name()), sha256.Sum256(text))
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:16]), nil
}

// tokens is Go code without its comments and spaces.
func tokens(text []byte) (out []byte) {
	var s scanner.Scanner
	set := token.NewFileSet()
	s.Init(set.AddFile("", set.Base(), len(text)), text, nil, 0)
	for {
		_, kind, literal := s.Scan()
		if kind == token.EOF {
			return out
		}
		if kind == token.SEMICOLON { // the end of a line, mostly
			continue
		}
		if literal == "" {
			literal = kind.String()
		}
		out = append(append(out, literal...), ' ')
	}
}
