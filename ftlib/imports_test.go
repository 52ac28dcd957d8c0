package ftlib_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const module = "github.com/finetune-go/ft"

// TestStandsAlone checks that the library depends neither on the reproduction nor on the command.
func TestStandsAlone(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", module+"/ftlib/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range strings.Fields(string(out)) {
		for _, above := range []string{"/reproduction", "/cmd", "/data", "/internal/drawn", "/internal/lab"} {
			if p == module+above || strings.HasPrefix(p, module+above+"/") {
				t.Errorf("ftlib depends on %s", p)
			}
		}
	}
}

// TestImportedByAnotherModule builds and runs a program outside the tree that imports the library alone: it draws
// images, fine-tunes on them and predicts.
func TestImportedByAnotherModule(t *testing.T) {
	if testing.Short() {
		t.Skip("links XLA")
	}
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	program, err := os.ReadFile("testdata/importer/main.go.txt")
	if err != nil {
		t.Fatal(err)
	}
	mod, err := os.ReadFile("../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	_, requirements, _ := strings.Cut(string(mod), "\n") // the same versions, so that nothing has to be looked up
	for name, text := range map[string]string{
		"main.go": string(program),
		"go.mod":  "module example.org/importer\n" + requirements + "\nrequire " + module + " v0.0.0\n\nreplace " + module + " => " + root + "\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	sums, err := os.ReadFile("../go.sum")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "go.sum"), sums, 0o644); err != nil {
		t.Fatal(err)
	}
	in := func(name string, args ...string) string {
		cmd := exec.Command(name, args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off")
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%s %v: %v\n%s", name, args, err, out)
		}
		return string(out)
	}
	if out := in("go", "run", "."); !strings.Contains(out, "of 2 classes") {
		t.Errorf("the program says %q", out)
	}
	for _, p := range strings.Fields(in("go", "list", "-deps", ".")) {
		if strings.HasPrefix(p, module+"/reproduction") || strings.HasPrefix(p, module+"/cmd") {
			t.Errorf("it depends on %s", p)
		}
	}
}
