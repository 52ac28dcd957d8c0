package ftlib_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/finetune-go/ft/internal/othermodule"
)

const module = "github.com/finetune-go/ft"

// TestStandsAlone checks that the library depends neither on the reproduction nor on the command.
func TestStandsAlone(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", module+"/ftlib/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	for p := range strings.FieldsSeq(string(out)) {
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
	program, err := os.ReadFile("testdata/importer/main.go.txt")
	if err != nil {
		t.Fatal(err)
	}
	_, in := othermodule.New(t, "..", string(program))
	if out := in("go", "run", "."); !strings.Contains(out, "of 2 classes") {
		t.Errorf("the program says %q", out)
	}
	for p := range strings.FieldsSeq(in("go", "list", "-deps", ".")) {
		if strings.HasPrefix(p, module+"/reproduction") || strings.HasPrefix(p, module+"/cmd") {
			t.Errorf("it depends on %s", p)
		}
	}
}
