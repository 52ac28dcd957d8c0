//go:build cgo

package main

import (
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/finetune-go/ft/ftlib/dataset"
	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/network"
	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/internal/fetch"
	"github.com/finetune-go/ft/internal/printable"
	"github.com/spf13/cobra"
)

func featuresCommand() *cobra.Command {
	var model, layer, out, source, interpolation string
	var size int
	var exif bool
	cmd := &cobra.Command{
		Use:   "features --out FILE.npy IMAGE|DIR…",
		Short: "Write what a layer of the base makes of images, as a NumPy file",
		Example: `  ft features --model resnet50 --layer conv5_block3_out --out f.npy photos
  ft features --model vgg16 --out f.npy a.jpg b.png`,
		Args: someArgs("an image or a folder"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if out == "" {
				return usageError{fmt.Errorf("--out FILE.npy says where the features go")}
			}
			if err := writable(out); err != nil {
				return usageError{err}
			}
			m, err := network.New(model, size, "", 2)
			if err != nil {
				return usageError{err}
			}
			if layer, err = baseLayer(m, layer); err != nil {
				return usageError{err}
			}
			if err := dataset.CheckInterpolation(interpolation); err != nil {
				return usageError{err}
			}
			files, err := imageFiles(args)
			if err != nil {
				return err
			}
			s, err := session(cmd.Context(), "")
			if err != nil {
				return err
			}
			defer closeSession(s)
			set, err := s.Weights(cmd.Context(), m, source, 1)
			if err != nil {
				return err
			}
			l, err := s.Layer(m, layer, set)
			if err != nil {
				return err
			}
			defer l.Close()
			reading := dataset.Reading{Size: size, Interpolation: interpolation, Exif: exif}
			names, err := writeFeatures(cmd.Context(), out, l, m.Layer(layer).Output, files, reading, s.Progress)
			if err != nil {
				return err
			}
			for _, f := range names {
				fmt.Fprintln(cmd.OutOrStdout(), printable.Line(f))
			}
			return nil
		},
	}
	f := cmd.Flags()
	f.StringVar(&model, "model", "resnet50", "vgg16 or resnet50")
	f.StringVar(&layer, "layer", "", "layer of the base; its last one when left out")
	f.StringVar(&out, "out", "", "file to write: float32 [images, …]; the order of the files is printed")
	f.StringVar(&source, "weights", "imagenet", "imagenet, random, or a file")
	intVar(f, &size, "image", 224, "side of the images in pixels")
	f.StringVar(&interpolation, "interpolation", "nearest", strings.Join(dataset.Interpolations(), ", "))
	f.BoolVar(&exif, "exif", false, exifUsage)
	return cmd
}

const exifUsage = "turn images as the camera noted; Keras does so to TIFF files alone"

// writeFeatures writes what a layer makes of images as they are decoded, and returns the names of those.
func writeFeatures(ctx context.Context, out string, l *fit.Layer, shape []int, files []imageFile,
	reading dataset.Reading,
	watch progress.Observer) (names []string, err error) {
	bar := progress.Begin(watch, "features", int64(len(files)), "images")
	defer bar.Abort()
	each := reading.Size * reading.Size * 3
	var rest []byte // less than a batch, of the images decoded last
	err = writeNpy(out, shape, func(w io.Writer) (rows int, err error) {
		run := func(n int) error {
			values, err := l.Run(rest[:n*each], n)
			if err != nil {
				return err
			}
			rest = rest[n*each:]
			return binary.Write(w, binary.LittleEndian, values[0])
		}
		for chunk := range slices.Chunk(files, 4*fit.LayerBatch) {
			pixels, good, err := loadImages(ctx, chunk, reading, watch)
			if err != nil {
				return 0, err
			}
			rest, names = append(rest, pixels...), append(names, good...)
			for len(rest) >= fit.LayerBatch*each {
				if err := ctx.Err(); err != nil {
					return 0, err
				}
				if err := run(fit.LayerBatch); err != nil {
					return 0, err
				}
			}
			bar.Add(len(chunk))
		}
		if len(names) == 0 {
			return 0, errNoImage
		}
		if len(rest) > 0 {
			if err := run(len(rest) / each); err != nil {
				return 0, err
			}
		}
		return len(names), nil
	})
	if err == nil {
		bar.Done()
	}
	return names, err
}

// fileOrNew refuses a folder, a device, a pipe or a file of a run where --out names a file to write.
func fileOrNew(path string) error {
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return fmt.Errorf("--out %s is a folder: name a file in it", path)
	case err == nil && !info.Mode().IsRegular():
		return fmt.Errorf("--out %s is a device or a pipe: name a file", path)
	}
	return spareRun(path, false)
}

// writable refuses a file to write whose folder is missing or may not be written to, or which is a folder itself:
// before the work, not after it.
func writable(path string) error {
	if err := fileOrNew(path); err != nil {
		return err
	}
	if info, err := os.Stat(filepath.Dir(path)); err != nil || !info.IsDir() {
		return fmt.Errorf("--out %s: there is no folder %s: make it first", path, filepath.Dir(path))
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"*.tmp")
	if err != nil {
		return fmt.Errorf("--out %s: nothing can be written to %s: choose another folder", path, filepath.Dir(path))
	}
	f.Close()
	return os.Remove(f.Name())
}

// figureFile refuses what no figure can be written to, or no table beside it.
func figureFile(path string) error {
	if !slices.Contains([]string{".svg", ".pdf", ".png"}, strings.ToLower(filepath.Ext(path))) {
		return fmt.Errorf("--out %q: name a file that ends with .svg, .pdf or .png", path)
	}
	return cmp.Or(writable(path), spareRun(withEnd(path, ".csv"), false))
}

// imageFile is an image to read, named itself or found in a folder that was named.
type imageFile struct {
	path  string
	found bool
}

var errNoImage = errors.New("none of the images can be read: repair or replace them")

// imageFiles lists the images that arguments name: files as they are, folders with all images below them, sorted.
func imageFiles(args []string) ([]imageFile, error) {
	var files []imageFile
	for _, a := range args {
		info, err := os.Stat(a)
		if err != nil {
			return nil, err
		}
		if !info.IsDir() {
			files = append(files, imageFile{a, false})
			continue
		}
		found, err := dataset.Find(a)
		if err != nil {
			return nil, err
		}
		if len(found) == 0 {
			return nil, fmt.Errorf("no image is below %s: name a folder with JPEG, PNG, WebP, BMP, GIF, TIFF or PPM files", a)
		}
		for _, path := range found {
			files = append(files, imageFile{path, true})
		}
	}
	return files, nil
}

// loadImages decodes and resizes files: RGB [n, size, size, 3] and the names of those n. A damaged image that was found
// in a folder is left out with a warning, which a nil log keeps silent, unless --strict; one that was named itself is
// an error.
func loadImages(ctx context.Context, files []imageFile, reading dataset.Reading,
	watch progress.Observer) (pixels []byte, names []string, err error) {
	paths := make([]string, len(files))
	for i, f := range files {
		paths[i] = f.path
	}
	all, damaged, err := reading.Load(ctx, paths)
	if err != nil {
		return nil, nil, err
	}
	each := reading.Size * reading.Size * 3
	for i, f := range files {
		switch {
		case damaged[i] == nil:
			pixels, names = append(pixels, all[i*each:(i+1)*each]...), append(names, f.path)
		case f.found && !shared.strict:
			progress.Warnf(watch, "skipped %v", damaged[i])
		default:
			return nil, nil, damaged[i]
		}
	}
	return pixels, names, nil
}

// writeNpy writes a NumPy file, format version 1.0, of as many rows as write says that it has written, each of that
// shape.
func writeNpy(path string, shape []int, write func(io.Writer) (rows int, err error)) error {
	const size = 128 // of the header: enough for five numbers
	return fetch.WriteHeaded(path, size, func(w io.Writer) ([]byte, error) {
		rows, err := write(w)
		if err != nil {
			return nil, err
		}
		dims := fmt.Sprintf("%d, ", rows)
		for _, d := range shape {
			dims += fmt.Sprintf("%d, ", d)
		}
		text := fmt.Sprintf("{'descr': '<f4', 'fortran_order': False, 'shape': (%s), }", dims)
		return fmt.Appendf(nil, "\x93NUMPY\x01\x00%c\x00%-*s\n", size-10, size-11, text), nil
	})
}
