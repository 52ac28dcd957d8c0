package frozen

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/finetune-go/ft/ftlib/backend"
	"github.com/finetune-go/ft/ftlib/internal/mapped"
	"github.com/finetune-go/ft/ftlib/network"
	"github.com/finetune-go/ft/ftlib/weights"
	"github.com/finetune-go/ft/internal/checksum"
	"github.com/finetune-go/ft/internal/damage"
)

// request is a small prefix on random weights with two layers at its boundary; the kernels compute it without a plugin.
func request(t *testing.T, key string, n int) Request {
	t.Helper()
	m, err := network.New("resnet50", 32, "", 4)
	if err != nil {
		t.Fatal(err)
	}
	set := &weights.Set{Tensors: map[string]weights.Tensor{}}
	for _, l := range m.Layers[:m.Base] {
		for _, p := range l.Params {
			set.Tensors[p.Name] = weights.Tensor{Shape: p.Shape, Data: p.Initial(1)}
		}
	}
	pixels := make([]byte, n*32*32*3)
	for i := range pixels {
		pixels[i] = byte(i*7919%251 + len(key))
	}
	cut := m.At("conv2_block1_out")
	cut.Boundary = []string{"pool1_pool", "conv2_block1_out"}
	return Request{Backend: &backend.Backend{Device: "xla:cpu", Plugin: "/none/plugin.so"}, Model: m, Cut: cut,
		Weights: set, Pixels: pixels, Key: key}
}

// use computes or reads features and names their values.
func use(r Request) (string, error) {
	f, err := Ensure(context.Background(), r)
	if err != nil {
		return "", err
	}
	defer f.Close()
	text := ""
	for _, v := range f.Data {
		text += fmt.Sprintf("%08x ", checksum.Of(mapped.Bytes(v)))
	}
	return text, nil
}

// stage computes features in a new cache and returns their folder.
func stage(t *testing.T, r Request) string {
	t.Helper()
	cache := t.TempDir()
	t.Setenv("FT_CACHE", cache)
	if _, err := use(r); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(cache, "prefix", r.key())
}

// TestDamagedPrefix damages the files of a finished prefix and of an interrupted one: what is trained on is in each
// case what was computed, or there is an error.
func TestDamagedPrefix(t *testing.T) {
	every := 1
	if testing.Short() {
		every = 5
	}
	other := stage(t, request(t, "other", 3*batch+5))
	r := request(t, "mine", 3*batch+5)
	dir := stage(t, r)
	damage.All(t, dir, []string{other}, every, nil, func() (string, error) { return use(r) })

	part := dir + ".part"
	if err := os.Rename(dir, part); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(part, sumsName)); err != nil {
		t.Fatal(err)
	}
	damage.All(t, part, []string{other}, every, nil, func() (string, error) {
		os.RemoveAll(dir)
		return use(r)
	})
}

// TestSwappedPrefix puts the whole folder of another prefix in the place of one.
func TestSwappedPrefix(t *testing.T) {
	other := stage(t, request(t, "other", 20))
	r := request(t, "mine", 20)
	dir := stage(t, r)
	want, err := use(r)
	if err != nil {
		t.Fatal(err)
	}
	for _, to := range []string{dir, dir + ".part"} {
		if err := os.RemoveAll(dir); err != nil {
			t.Fatal(err)
		}
		if err := os.CopyFS(to, os.DirFS(other)); err != nil {
			t.Fatal(err)
		}
		if got, err := use(r); err != nil || got != want {
			t.Errorf("%s: %s, %v, want %s", filepath.Base(to), got, err, want)
		}
	}
}

// TestResumeFromDamage checks that what is intact before a damaged batch is kept.
func TestResumeFromDamage(t *testing.T) {
	r := request(t, "mine", 5*batch)
	dir := stage(t, r)
	if err := os.Rename(dir, dir+".part"); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir+".part", "conv2_block1_out.f32")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	data[len(data)/5*3+1] ^= 4 // in the fourth batch
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	p, err := openPart(dir, r)
	if err != nil {
		t.Fatal(err)
	}
	p.close()
	if p.done != 3*batch {
		t.Errorf("it goes on from image %d", p.done)
	}
}

// TestNoDamage checks that what cannot be read is left alone.
func TestNoDamage(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root reads everything")
	}
	r := request(t, "mine", 20)
	dir := stage(t, r)
	file := filepath.Join(dir, "pool1_pool.f32")
	if err := os.Chmod(file, 0); err != nil {
		t.Fatal(err)
	}
	if _, err := use(r); !errors.Is(err, fs.ErrPermission) {
		t.Errorf("a file without permission: %v", err)
	}
	if _, err := os.Stat(file); err != nil {
		t.Error(err)
	}
}
