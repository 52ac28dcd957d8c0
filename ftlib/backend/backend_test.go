package backend

import (
	"strings"
	"testing"
)

// TestGivenBackend opens what GOMLX_BACKEND says, whatever the options say.
func TestGivenBackend(t *testing.T) {
	t.Setenv("GOMLX_BACKEND", "xla:cpu")
	b, err := Open(t.Context(), Options{Device: "cuda"})
	if err != nil {
		t.Fatal(err)
	}
	if b.Device != "xla:cpu" || b.Plugin == "cpu" {
		t.Errorf("xla:cpu opened %s with the plugin %s", b.Device, b.Plugin)
	}
	t.Setenv("GOMLX_BACKEND", "xla:cpu,shared_buffers=perhaps")
	if _, err := Open(t.Context(), Options{}); err == nil || !strings.Contains(err.Error(), "shared_buffers") {
		t.Errorf("a wrong option of the plugin ends in %v", err)
	}
	t.Setenv("GOMLX_BACKEND", "go")
	if _, err := Open(t.Context(), Options{}); err == nil || !strings.Contains(err.Error(), "runs on XLA only") {
		t.Errorf("another backend than XLA ends in %v", err)
	}
}
