package plan

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"

	"github.com/finetune-go/ft/ftlib/backend"
	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/internal/fetch"
	"github.com/finetune-go/ft/internal/sealed"
)

// Machine measures speeds on an open backend and keeps them in the user's cache, apart for each processor or GPU,
// plugin and build of this program.
type Machine struct {
	Backend  *backend.Backend
	Progress progress.Observer // nil is silent
}

// Known says whether the cache has a prefix.
func (m *Machine) Known(c run.Config, images int) bool {
	s, err := resolve(c)
	return err == nil && fit.PrefixKnown(m.Backend, s.Model, s.Cut, images)
}

// Here says whether a result was made on the same device with as many threads.
func (m *Machine) Here(r *run.Result) bool {
	device, threads := m.Backend.Hardware()
	return r.Hardware.Backend == m.Backend.Device && r.Hardware.Device == device && r.Hardware.Threads == threads
}

// Measure takes the speed from the cache, or measures it, which takes from seconds to a minute.
func (m *Machine) Measure(ctx context.Context, c run.Config) (fit.Speed, error) {
	var s fit.Speed
	path, err := m.file(c)
	if err == nil {
		if sealed.Read(path, &s) == nil {
			return s, nil
		}
	}
	progress.Infof(m.Progress, "measuring a step of %s, %s trainable", c.Model, c.Trainable)
	setup, failed := resolve(c)
	if failed != nil {
		return s, failed
	}
	if s, failed = fit.MeasureSpeed(ctx, m.Backend, setup); failed != nil {
		return s, failed
	}
	if err == nil {
		err = sealed.Write(path, s)
	}
	if err != nil { // the plan is of use without it
		progress.Infof(m.Progress, "the measured step is not kept: %v", err)
	}
	return s, nil
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
	key := sha256.Sum256(fmt.Appendf(nil, "%s\n%s %d\n%s\n%s\n%s", m.Backend.Device, device, threads, m.Backend.Plugin,
		build, kindOf(c)))
	return filepath.Join(dir, fmt.Sprintf("%s-%s.json", c.Model, hex.EncodeToString(key[:8]))), nil
}
