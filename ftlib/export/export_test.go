package export

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/finetune-go/ft/ftlib/backend"
	"github.com/finetune-go/ft/ftlib/dataset"
	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/internal/mapped"
	"github.com/finetune-go/ft/ftlib/predict"
	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/internal/othermodule"
	"github.com/finetune-go/ft/internal/othertools"
)

var classes = []string{"a, \"b\"", "c\nd```", "<e> & \\f", "été"}

// made is a network with drawn weights.
func made(t *testing.T, c run.Config) *Network {
	t.Helper()
	n, err := Open(t.Context(), &fit.Session{}, othertools.Network(t, c, classes...))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestOtherProgramsAgree compares the probabilities of 100 images with those of our own network.
func TestOtherProgramsAgree(t *testing.T) {
	python := othertools.Python(t)
	b, err := backend.Open(t.Context(), backend.Options{Progress: progress.To(os.Stderr)})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	for _, c := range []run.Config{
		{Model: "resnet50", Head: "avg,16,drop0.5,8", Trainable: "conv5_block3_3_bn,fc*,output", Image: run.Image{Size: 64}},
		{Model: "resnet50", Head: "flatten", Trainable: "all", Image: run.Image{Size: 33}},
		{Model: "vgg16", Head: "flatten,16", Trainable: "8", Image: run.Image{Size: 50}},
	} {
		t.Run(c.Model+"-"+c.Head, func(t *testing.T) {
			n, dir, size := made(t, c), t.TempDir(), c.Image.Size
			const images, batch = 100, 25
			rgb := make([]byte, images*size*size*3)
			r := rand.New(rand.NewPCG(4, 5))
			for i := range rgb {
				rgb[i] = byte(r.UintN(256)) >> (i / (size * size * 3) % 3) // some images darker
			}
			ours, err := predict.New(t.Context(), &fit.Session{Backend: b}, n.Source, batch)
			if err != nil {
				t.Fatal(err)
			}
			defer ours.Close()
			var want []float32
			for i := 0; i < len(rgb); i += len(rgb) / images * batch {
				p, err := ours.Pixels(rgb[i:][:len(rgb)/images*batch])
				if err != nil {
					t.Fatal(err)
				}
				for _, row := range p {
					want = append(want, row...)
				}
			}
			bytesFile, floatsFile := filepath.Join(dir, "bytes"), filepath.Join(dir, "floats")
			for file, data := range map[string][]byte{bytesFile: rgb, floatsFile: mapped.Bytes(othertools.Preprocessed(rgb))} {
				if err := os.WriteFile(file, data, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			tries := []struct {
				Options
				input, out string
			}{{Options{Format: "onnx", Preprocess: true}, bytesFile, "1"}, {Options{Format: "onnx"}, floatsFile, "2"},
				{Options{Format: "keras"}, floatsFile, "3"}}
			args := []string{"testdata/probabilities.py", fmt.Sprint(size)}
			for _, try := range tries {
				file := filepath.Join(dir, try.out+"."+try.Format)
				if err := Write(n, file, try.Options); err != nil {
					t.Fatal(err)
				}
				args = append(args, try.Format, file, try.input, filepath.Join(dir, try.out))
			}
			if said, setup := python(args...), trainedLayers(t, n); !strings.Contains(said, setup) {
				t.Errorf("Keras would train %s, not %s", said, setup)
			}
			for _, try := range tries {
				raw, err := os.ReadFile(filepath.Join(dir, try.out))
				if err != nil {
					t.Fatal(err)
				}
				got := make([]float32, len(raw)/4)
				if _, err := binary.Decode(raw, binary.LittleEndian, got); err != nil || len(got) != len(want) {
					t.Fatalf("%d probabilities, %v", len(got), err)
				}
				worst, spread := 0., 0.
				for i := range want {
					worst = max(worst, math.Abs(float64(got[i]-want[i])))
					spread = max(spread, math.Abs(float64(want[i]-want[i%len(classes)])))
				}
				t.Logf("%s, preprocess %v: probabilities differ by %.1g, images by %.2g", try.Format, try.Preprocess, worst, spread)
				if !(worst <= 1e-5) || spread < 1e-3 {
					t.Errorf("%s, preprocess %v: probabilities differ by %g, images by %g", try.Format, try.Preprocess, worst, spread)
				}
			}
		})
	}
}

// trainedLayers are the layers of the mask as Python prints them.
func trainedLayers(t *testing.T, n *Network) string {
	mask, err := n.Model.ParseMask(n.Source.Config.Trainable)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for i, l := range n.Model.Layers {
		if mask[i] && len(l.Params) > 0 {
			names = append(names, "'"+l.Name+"'")
		}
	}
	return "[" + strings.Join(names, ", ") + "]"
}

// TestCardSaysWhichEpoch names the epoch of the weights, where early stopping has kept one.
func TestCardSaysWhichEpoch(t *testing.T) {
	n := made(t, run.Config{Model: "resnet50", Head: "avg,8", Image: run.Image{Size: 32}})
	for best, want := range map[int]string{0: " images, 9 epochs, layers", 4: " images, epoch 4 of 9, layers"} {
		card, err := modelCard(n, "a.onnx", Options{Format: "onnx", Result: &run.Result{Epochs: 9, BestEpoch: best}})
		if err != nil || !strings.Contains(string(card), want) {
			t.Errorf("no %q, %v, in\n%s", want, err, card)
		}
		if !strings.Contains(string(card), "For equal pixels, probabilities are ft's within 1e-5. From JPEG files") {
			t.Errorf("the card does not say for which pixels it holds:\n%s", card)
		}
	}
}

// TestCardsRun runs the programs of each card as they stand there, on one photograph.
func TestCardsRun(t *testing.T) {
	python := othertools.Python(t)
	c := run.Config{Model: "resnet50", Head: "avg,8", Trainable: "head", Image: run.Image{Size: 64, Interpolation: "bilinear"}}
	n := made(t, c)
	photo := image.NewRGBA(image.Rect(0, 0, 90, 70))
	for i := range photo.Pix {
		photo.Pix[i] = byte(i * i / 7)
	}
	for y := range 70 {
		photo.Set(45, y, color.White)
	}
	b, err := backend.Open(t.Context(), backend.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	var want []float32
	for _, o := range []Options{{Format: "onnx", Preprocess: true}, {Format: "onnx"}, {Format: "keras"},
		{Format: "safetensors"}} {
		o.Result = &run.Result{Train: run.Score{Total: 80}, Test: run.Score{Correct: 15, Total: 20, Accuracy: 0.75},
			Epochs: 3, Duplicates: 2}
		dir, in := othermodule.New(t, "../..", "package main")
		var encoded bytes.Buffer
		if err := png.Encode(&encoded, photo); err != nil {
			t.Fatal(err)
		}
		picture := filepath.Join(dir, "photo.jpg") // Pillow and this project look at the content, not at the name
		if err := os.WriteFile(picture, encoded.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		if want == nil {
			want = ours(t, b, n, picture)
		}
		if err := Write(n, filepath.Join(dir, "my model."+o.Format), o); err != nil {
			t.Fatal(err)
		}
		card, err := os.ReadFile(CardFile(filepath.Join(dir, "my model."+o.Format)))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(card), "75.00 % (15 of 20 images)") {
			t.Errorf("the card does not say how good the network is:\n%s", card)
		}
		program := filepath.Join(dir, "card.py")
		if err := os.WriteFile(program, []byte("import os; os.chdir("+fmt.Sprintf("%q", dir)+")\n"+block(t, card, "python")), 0o644); err != nil {
			t.Fatal(err)
		}
		said := python(program)
		if o.Format == "safetensors" {
			if !strings.Contains(said, "'conv1_conv/kernel': (7, 7, 3, 64)") {
				t.Errorf("safetensors: Python says %s", said)
			}
		} else {
			var p map[string]float64
			if err := json.Unmarshal([]byte(said), &p); err != nil {
				t.Fatalf("%s: Python says %s: %v", o.Format, said, err)
			}
			for i, class := range classes {
				if !(math.Abs(p[class]-float64(want[i])) < 1e-5) {
					t.Errorf("%s: Python gives class %q %g, not %g", o.Format, class, p[class], want[i])
				}
			}
		}
		if o.Format == "keras" {
			continue
		}
		if err := os.WriteFile(filepath.Join(dir, "main.go"), []byte(block(t, card, "go")), 0o644); err != nil {
			t.Fatal(err)
		}
		said = in("go", "run", ".")
		for i, class := range classes {
			if line := fmt.Sprintf("%s %.5f", class, want[i]); !strings.Contains(said, line[:len(line)-1]) {
				t.Errorf("%s: Go says %q, not %q", o.Format, said, line)
			}
		}
	}
}

// block is the one block of code in a language.
func block(t *testing.T, card []byte, language string) string {
	t.Helper()
	parts := strings.Split(string(card), "\n```"+language+"\n")
	if len(parts) != 2 {
		t.Fatalf("%d blocks of %s:\n%s", len(parts)-1, language, card)
	}
	code, _, _ := strings.Cut(parts[1], "\n```")
	return code + "\n"
}

func ours(t *testing.T, b *backend.Backend, n *Network, picture string) []float32 {
	t.Helper()
	c, err := predict.New(context.Background(), &fit.Session{Backend: b}, n.Source, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	image := n.Source.Config.Image
	pixels, damaged, err := dataset.LoadImages(t.Context(), []string{picture}, image.Size, image.Interpolation)
	if err := errors.Join(append(damaged, err)...); err != nil {
		t.Fatal(err)
	}
	p, err := c.Pixels(pixels)
	if err != nil {
		t.Fatal(err)
	}
	return p[0]
}
