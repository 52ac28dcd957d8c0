package backend

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestCommaInTheCache opens a plugin below a folder with a comma in its name, twice.
func TestCommaInTheCache(t *testing.T) {
	own, err := packagedPlugin()
	if err != nil {
		t.Fatal(err)
	}
	if kept(own) != nil {
		t.Skip("the packaged plugin is not at hand")
	}
	t.Setenv("FT_CACHE", filepath.Join(t.TempDir(), "a,b"))
	t.Setenv("GOMLX_BACKEND", "")
	copied, err := packagedPlugin()
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{"", ".crc"} {
		if err := os.Link(own+file, copied+file); err != nil {
			if err := os.Symlink(own+file, copied+file); err != nil {
				t.Fatal(err)
			}
		}
	}
	for range 2 {
		b, err := Open(context.Background(), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if b.Plugin != copied || !strings.HasSuffix(b.PluginName(), "/pjrt_c_api_cpu_plugin.so") || b.Checksum == "" {
			t.Errorf("%+v", b)
		}
		b.Close()
	}
}
