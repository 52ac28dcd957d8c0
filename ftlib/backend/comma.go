package backend

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/finetune-go/ft/internal/fetch"
	"github.com/gomlx/go-xla/pjrt"
)

// comma stands for a comma of a plugin's path in a configuration, where one ends the path.
const comma = "\x00"

// withoutComma lets go-xla open a plugin whose path has a comma: through a link that is there until remove is called.
func withoutComma(config string) (_ string, remove func(), err error) {
	if !strings.Contains(config, comma) {
		return config, func() {}, nil
	}
	_, options, _ := strings.Cut(config, ",")
	path := plugin(config)
	if pjrt.IsCUDAName(path) { // which looks for NVIDIA's libraries around itself
		return "", nil, fmt.Errorf("%w: its path %s has a comma: set FT_CACHE to a folder without one", ErrNoCUDA, path)
	}
	dir, remove, err := fetch.Scratch("ft-plugin-")
	if err != nil {
		return "", nil, err
	}
	link := filepath.Join(dir, filepath.Base(path))
	if err := os.Symlink(path, link); err != nil {
		remove()
		return "", nil, err
	}
	return link + "," + options, remove, nil
}
