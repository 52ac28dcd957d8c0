package lab

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestInstallKernel lists and runs the installed kernel with plain Jupyter.
func TestInstallKernel(t *testing.T) {
	l := theLab(t)
	data := filepath.Join(t.TempDir(), "jupyter data")
	t.Setenv("JUPYTER_DATA_DIR", data)
	for range 2 { // again over one's own
		if _, err := l.InstallKernel(); err != nil {
			t.Fatal(err)
		}
	}
	plain := func(args ...string) string {
		t.Helper()
		out, err := exec.Command(l.python, args...).CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		return string(out)
	}
	if list := plain("-m", "jupyter_client.kernelspecapp", "list"); !strings.Contains(list,
		filepath.Join(data, "kernels", "gonb")) {
		t.Errorf("not in the list:\n%s", list)
	}
	path := filepath.Join(t.TempDir(), "01-plain.ipynb")
	write(t, path, "import (\n\"fmt\"\n\"os\"\n\"github.com/finetune-go/ft/ftlib/run\"\n)",
		"%%\nfmt.Println(run.Default().Model, os.Getenv(\"FT_TEST_ENV\"))")
	plain("-m", "nbconvert", "--to", "notebook", "--execute", "--inplace", path)
	contains(t, path, "resnet50")

	if err := os.WriteFile(specPath(data), []byte(`{"argv": ["gonb"]}`), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := l.InstallKernel(); err == nil || !strings.Contains(err.Error(), "another Go kernel") {
		t.Errorf("another kernel is replaced: %v", err)
	}
}
