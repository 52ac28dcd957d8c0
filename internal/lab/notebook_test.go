package lab

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestFind(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "odd [name]")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, n := range []string{"00-start", "00b-scratch", "05-resnet50-100-epochs", "06-resnet50-200-epochs"} {
		write(t, filepath.Join(dir, n+".ipynb"))
	}
	for name, want := range map[string]string{
		"05": "05-resnet50-100-epochs", "00": "00-start", "00b": "00b-scratch", "00-start": "00-start",
		"06-resnet50-200-epochs.ipynb":       "06-resnet50-200-epochs",
		filepath.Join(dir, "00-start.ipynb"): "00-start",
	} {
		got, err := Find(dir, name)
		if err != nil || filepath.Base(got) != want+".ipynb" {
			t.Errorf("%s: got %s, %v", name, got, err)
		}
	}
	for name, want := range map[string]string{"0": "write more of the name", "11": "there are 00-start"} {
		if _, err := Find(dir, name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestCheckSet(t *testing.T) {
	path := filepath.Join(t.TempDir(), "05-x.ipynb")
	write(t, path, `md:nb.Param("text", 1)`, `n := nb.Param("epochs", 100)`, `r := nb.Param[[]int]("rows", nil)`)
	nb, err := readNotebook(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := nb.checkSet(path, map[string]string{"epochs": "2", "rows": "6"}); err != nil {
		t.Error(err)
	}
	err = nb.checkSet(path, map[string]string{"epoch": "2"})
	if err == nil || err.Error() != `05-x.ipynb has no parameter "epoch": it has epochs, rows` {
		t.Errorf("got %v", err)
	}
}

func TestStale(t *testing.T) {
	root := t.TempDir()
	put := func(name, content string) {
		t.Helper()
		if !strings.HasSuffix(name, ".go") && name != "go.mod" {
			name = "results/" + name
		}
		file := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	put("go.mod", "module example.org/ft\n")
	put("table5/n6/result.json", "{}")
	put("table6/n6/result.json", "{}")
	path := filepath.Join(t.TempDir(), "05-x.ipynb")
	// save writes the notebook as an execution now would.
	save := func(code string, patterns []string, executed bool) {
		t.Helper()
		meta := map[string]any{"ft_results": patterns}
		doc := map[string]any{"cells": []any{map[string]any{"cell_type": "code", "source": []string{code}}}, "metadata": meta}
		for range 2 {
			b, _ := json.Marshal(doc)
			if err := os.WriteFile(path, b, 0o644); err != nil {
				t.Fatal(err)
			}
			if !executed {
				return
			}
			nb, err := readNotebook(path)
			if err != nil {
				t.Fatal(err)
			}
			add, err := stamp(nb, root)
			if err != nil {
				t.Fatal(err)
			}
			maps.Copy(meta, add)
		}
	}
	expect := func(want string) {
		t.Helper()
		why, err := Stale(path, root)
		if err != nil || !strings.Contains(why, want) || (want == "") != (why == "") {
			t.Errorf("got %q, %v, want %q", why, err, want)
		}
	}
	save("a()\n", []string{"table5"}, false)
	expect("was not executed")
	save("a()\n", []string{"table5"}, true)
	expect("")
	put("table6/n6/result.json", "changed")
	put("table5/n6/history.csv.tmp", "half")
	expect("")
	put("table5/n16/result.json", "new")
	expect("results")
	save("a()\n", nil, true)
	expect("")
	put("table6/n6/result.json", "changed again")
	expect("results")
	save("a()\n", []string{}, true)
	put("table6/n6/result.json", "and again")
	expect("")
	put("cells/a.go", "package cells\n\nimport \"example.org/ft/fit\"\n")
	put("fit/a.go", "package fit\n\nfunc a() { b(1) }\n")
	expect("")
	save("import \"example.org/ft/cells\"\na()\n", []string{}, true)
	put("fit/a.go", "package fit\n\n// a is.\nfunc a() {\n\tb(1)\n}\n")
	put("fit/a_test.go", "package fit\n")
	put("lab/a.go", "package lab\n")
	expect("")
	for _, change := range []string{"fit/a.go", "fit/b.go", "cells/a.go"} {
		put(change, "package new\n\nimport \"example.org/ft/fit\"\n")
		expect("library")
		save("import \"example.org/ft/cells\"\na()\n", []string{}, true)
	}
	b, _ := os.ReadFile(path)
	if err := os.WriteFile(path, []byte(strings.Replace(string(b), "a()", "b()", 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	expect("code")
}

// TestDigestFollowsLinks moves results to another disk.
func TestDigestFollowsLinks(t *testing.T) {
	real, linked := filepath.Join(t.TempDir(), "real"), t.TempDir()
	if err := os.MkdirAll(filepath.Join(real, "a"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(real, "a", "result.json"), []byte("1"), 0o644); err != nil {
		t.Fatal(err)
	}
	for link, to := range map[string]string{filepath.Join(linked, "whole"): real,
		filepath.Join(linked, "a"): filepath.Join(real, "a")} {
		if err := os.Symlink(to, link); err != nil {
			t.Skip(err)
		}
	}
	want, err := digestResults(real, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := digestResults(filepath.Join(linked, "whole"), nil); err != nil || got != want {
		t.Errorf("a link to the results: %s, %v, want %s", got, err, want)
	}
	if err := os.Remove(filepath.Join(linked, "whole")); err != nil {
		t.Fatal(err)
	}
	if got, err := digestResults(linked, nil); err != nil || got != want {
		t.Errorf("a link in the results: %s, %v, want %s", got, err, want)
	}
}
