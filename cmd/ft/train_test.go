package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/finetune-go/ft/ftlib/paper"
)

// TestRunName checks that runs on different folders of images have different names.
func TestRunName(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "photos")
	c := paper.Config("resnet50", 6)
	for data, want := range map[string]string{"paper": "resnet50-", "demo": "resnet50-", dir: "photos-resnet50-", dir + "/": "photos-resnet50-",
		".": "ft-resnet50-", "..": "cmd-resnet50-"} {
		c.Data = data
		if got, err := runName(c); err != nil || !strings.HasPrefix(got, want) {
			t.Errorf("images in %s: %s, %v", data, got, err)
		}
	}
}
