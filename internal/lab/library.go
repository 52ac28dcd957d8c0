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
	"slices"
	"strings"
)

// called are the folders of what cells call; uncalled are those in them that no number in a notebook comes from.
var (
	called   = []string{"ftlib", "internal", "reproduction"}
	uncalled = []string{"internal/lab", "internal/venv", "internal/golden", "internal/testfile", "reproduction/bench"}
)

// digestLibrary is over the code that notebooks call, and its versions of others'. Comments and the form of Go code
// don't count: they change no output.
func digestLibrary(moduleRoot string) (string, error) {
	h := sha256.New()
	add := func(rel string) error {
		if slices.ContainsFunc(uncalled, func(dir string) bool { return strings.HasPrefix(rel, dir+"/") }) ||
			strings.Contains(rel, "/testdata/") {
			return nil
		}
		text, err := os.ReadFile(filepath.Join(moduleRoot, filepath.FromSlash(rel)))
		if err != nil {
			return err
		}
		switch {
		case strings.HasSuffix(rel, "_test.go"):
			return nil
		case path.Ext(rel) == ".go":
			text = tokens(text)
		case !slices.Contains([]string{".c", ".h", ".json", ".mod"}, path.Ext(rel)):
			return nil
		}
		fmt.Fprintf(h, "%q %x\n", rel, sha256.Sum256(text))
		return nil
	}
	for _, dir := range called {
		if err := eachFile(moduleRoot, dir, add); err != nil {
			return "", fmt.Errorf("digest of %s: %w", dir, err)
		}
	}
	if exists(filepath.Join(moduleRoot, "go.mod")) {
		if err := add("go.mod"); err != nil {
			return "", err
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
