package bench

import (
	"context"
	"fmt"
	"image"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/network"
	"github.com/finetune-go/ft/ftlib/weights"
	"github.com/finetune-go/ft/internal/fetch"
	"github.com/finetune-go/ft/reproduction/paper"
)

// untrained writes the model.safetensors of a row as it is before training.
func untrained(path string, m *network.Model, head string, set *weights.Set, seed uint32) error {
	names := make([]string, paper.Classes)
	for i := range names {
		names[i] = fmt.Sprint("class", i+1)
	}
	return weights.WriteSafetensors(path, fit.Draw(m.Layers[m.Base:], seed),
		map[string]string{"model": m.Name, "head": head, "classes": fit.WriteClasses(names),
			"image": strconv.Itoa(m.Image), "interpolation": "nearest", "weights": "imagenet", "base": set.Digest})
}

// predictTime is how long the program needs for one image, from its start to its end, when everything is in its cache.
func predictTime(ctx context.Context, program, device string, set *weights.Set) (float64, error) {
	dir, err := os.MkdirTemp("", "ft-bench-*")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	c := paper.Config("resnet50", 6)
	setup, err := paper.Catalog("").Resolve(c, paper.Classes)
	if err != nil {
		return 0, err
	}
	model, picture := filepath.Join(dir, "model.safetensors"), filepath.Join(dir, "picture.png")
	if err := untrained(model, setup.Model, setup.Head, set, c.Seeds.Init); err != nil {
		return 0, err
	}
	img := image.NewGray(image.Rect(0, 0, 300, 200))
	for i := range img.Pix {
		img.Pix[i] = byte(i)
	}
	if err := fetch.WriteFile(picture, func(w io.Writer) error { return png.Encode(w, img) }); err != nil {
		return 0, err
	}
	return best(ctx, func() (float64, error) {
		start := time.Now()
		if out, err := exec.CommandContext(ctx, program, "predict", "--quiet", "--device", device, "--model-file", model,
			picture).CombinedOutput(); err != nil {
			return 0, fmt.Errorf("ft predict: %w: %s", err, strings.TrimSpace(string(out)))
		}
		return time.Since(start).Seconds(), nil
	})
}
