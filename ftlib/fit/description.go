package fit

import (
	"encoding/json"
	"strconv"

	"github.com/finetune-go/ft/ftlib/run"
)

// Description is what the metadata of a file of weights say of them: network, layers of the head, classes, images, and
// the weights of the base with their digest. Package predict reads it.
func Description(c run.Config, head string, classes []string, base string) map[string]string {
	return map[string]string{"model": c.Model, "head": head, "classes": WriteClasses(classes),
		"image": strconv.Itoa(c.Image.Size), "interpolation": c.Image.Interpolation,
		"exif": strconv.FormatBool(c.Image.Exif), "weights": c.Weights,
		"seed": strconv.FormatUint(uint64(c.Seeds.Init), 10), "base": base}
}

// WriteClasses is the text for class names in the metadata of a model file. Names of folders may contain anything.
func WriteClasses(names []string) string {
	text, err := json.Marshal(names)
	if err != nil {
		panic(err) // strings can always be written
	}
	return string(text)
}

// ReadClasses is the inverse of [WriteClasses]; nil where the text is none of its.
func ReadClasses(text string) (names []string) {
	if json.Unmarshal([]byte(text), &names) != nil {
		return nil
	}
	return names
}
