package cells

import (
	"cmp"
	"os"
	"path/filepath"

	"github.com/finetune-go/ft/internal/checkout"
)

// root is the folder of the module. Cells run in the notebook's folder and are built elsewhere; the kernel knows where
// the checkout is. Elsewhere it is the first folder upwards that has a go.mod.
func root() string {
	return cmp.Or(os.Getenv("FT_ROOT"), checkout.Root(), ".")
}

// Tries is where the notebooks keep what they train: never among the recorded runs. "ft notebook run" names a folder
// for the one call, so that what it shows is of the code as it is now.
func Tries() string {
	if folder := os.Getenv("FT_TRIES"); folder != "" {
		return folder
	}
	return filepath.Join(root(), "notebooks", "tries")
}
