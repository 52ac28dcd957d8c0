package plan

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/finetune-go/ft/ftlib/backend"
	"github.com/finetune-go/ft/ftlib/fetch"
	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/frozen"
	"github.com/finetune-go/ft/ftlib/run"
)

// Machine measures speeds on an open backend and keeps them in the user's cache, apart for each processor or card,
// plugin and build of this program.
type Machine struct {
	Backend *backend.Backend
	Log     io.Writer // nil is silent
}

// Known says whether the cache has a prefix.
func (m *Machine) Known(c run.Config, images int) bool {
	model, cut, err := cutOf(c)
	return err == nil && frozen.Known(frozen.Request{Backend: m.Backend, Model: model, Cut: cut}, images)
}

// Here says whether a result was made on the same device with as many threads.
func (m *Machine) Here(r *run.Result) bool {
	device, threads := m.Backend.Hardware()
	return r.Hardware.Backend == m.Backend.Device && r.Hardware.Device == device && r.Hardware.Threads == threads
}

// Measure takes the speed from the cache, or measures it, which takes from seconds to a minute.
func (m *Machine) Measure(ctx context.Context, c run.Config) (fit.Speed, error) {
	path, err := m.file(c)
	if err != nil {
		return fit.Speed{}, err
	}
	var s fit.Speed
	text, err := os.ReadFile(path)
	if err == nil && json.Unmarshal(text, &s) == nil {
		return s, nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return s, err
	}
	if m.Log != nil {
		fmt.Fprintf(m.Log, "measuring a step of %s, %s trainable\n", c.Model, c.Trainable)
	}
	if s, err = fit.MeasureSpeed(ctx, m.Backend, c, classes); err != nil {
		return s, err
	}
	return s, fetch.WriteFile(path, func(w io.Writer) error { return json.NewEncoder(w).Encode(s) })
}

// file names the cache file of a configuration's speed.
func (m *Machine) file(c run.Config) (string, error) {
	dir, err := fetch.CacheDir("speed")
	if err != nil {
		return "", err
	}
	program, err := os.Executable()
	if err != nil {
		return "", err
	}
	build, err := fetch.SHA256File(program)
	if err != nil {
		return "", err
	}
	device, threads := m.Backend.Hardware()
	key := sha256.Sum256(fmt.Appendf(nil, "%s\n%s %d\n%s\n%s\n%s", m.Backend.Device, device, threads, m.Backend.Plugin, build, kindOf(c)))
	return filepath.Join(dir, fmt.Sprintf("%s-%s.json", c.Model, hex.EncodeToString(key[:8]))), nil
}
