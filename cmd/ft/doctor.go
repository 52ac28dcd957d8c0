//go:build cgo

package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime"

	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/network"
	"github.com/finetune-go/ft/ftlib/weights"
	"github.com/finetune-go/ft/internal/fetch"
	"github.com/finetune-go/ft/internal/lab"
	"github.com/finetune-go/ft/internal/machine"
	"github.com/finetune-go/ft/internal/printable"
	"github.com/finetune-go/ft/reproduction/images"
	manifest "github.com/finetune-go/ft/weights"
	"github.com/spf13/cobra"
)

// finding is one line of the doctor.
type finding struct {
	what, state string
	ok, needed  bool
	fix         string // command that puts it right
}

func (f finding) print(w io.Writer) error {
	mark := "ok     "
	if !f.ok {
		mark = "missing"
	}
	text := fmt.Sprintf("%s  %-16s %s\n", mark, f.what, printable.Text(f.state))
	if !f.ok && f.fix != "" {
		text += fmt.Sprintf("         %-16s fix: %s\n", "", asStarted(f.fix))
	}
	_, err := io.WriteString(w, text)
	return err
}

func doctorCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "doctor",
		Short:   "Say what is installed and what is missing; exit code 0 if ft reproduce can run",
		Example: "  ft doctor\n  ft doctor --device cuda",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ill := 0
			var unsaid error
			show := func(f finding) {
				unsaid = cmp.Or(unsaid, f.print(cmd.OutOrStdout()))
				if !f.ok && f.needed {
					ill++
				}
			}
			show(cache())
			show(plugin(cmd.Context()))
			for _, name := range network.Names() {
				show(weightsOf(cmd.Context(), name))
			}
			show(paperImages(cmd.Context()))
			show(finding{what: "machine", ok: true, state: fmt.Sprintf("%d threads, %.1f GiB of memory, %s kernels",
				runtime.GOMAXPROCS(0), float64(machine.TotalMemory())/(1<<30), fit.Kernels())})
			if root, err := moduleRoot(); err == nil {
				for _, c := range lab.Status(root) { // for the notebooks only: the main job runs without
					show(finding{what: c.Name, state: c.Detail, ok: c.OK, fix: c.Fix})
				}
			}
			if unsaid != nil {
				return unsaid
			}
			if ill > 0 {
				return errors.New("ft reproduce cannot run yet; see above")
			}
			return nil
		},
	}
}

func cache() finding {
	dir, err := fetch.CacheDir()
	if err == nil {
		var probe *os.File
		if probe, err = os.CreateTemp(dir, ".doctor-*"); err == nil {
			err = errors.Join(probe.Close(), os.Remove(probe.Name()))
		}
	}
	f := finding{what: "cache", state: dir, ok: err == nil, needed: true,
		fix: "set FT_CACHE to a folder that can be written"}
	if err != nil {
		f.state = err.Error()
	}
	return f
}

// plugin opens the backend, which installs the plugin where it can.
func plugin(ctx context.Context) finding {
	b, err := openBackend(ctx)
	f := finding{what: "XLA plugin", ok: err == nil, needed: true, fix: "set GOMLX_BACKEND=xla:FILE to a PJRT plugin"}
	if err != nil {
		f.state = err.Error()
		return f
	}
	device, _ := b.Hardware()
	f.state = fmt.Sprintf("%s on %s, %s (%s)", b.Device, device, b.Plugin, b.Source)
	return f
}

// weightsOf looks for a network's weights. Missing ones are fetched when they are needed; damaged ones are found here
// and not in the middle of a run.
func weightsOf(ctx context.Context, name string) finding {
	f := finding{what: name + " weights", fix: "ft reproduce fetches them"}
	path, err := weights.CachePath(name)
	if err == nil {
		_, err = os.Stat(path)
	}
	if err != nil {
		f.state = err.Error()
		return f
	}
	f.needed = true
	set, err := weights.Load(ctx, name, path, nil)
	if err != nil {
		if f.state, f.fix = err.Error(), "delete "+path; errors.As(err, new(*fs.PathError)) { // nothing against the file
			f.fix = "make it readable"
		}
		return f
	}
	if pinned, err := manifest.Of(name); err != nil || set.Digest != pinned.Digest {
		f.state, f.fix = fmt.Sprintf("%s is damaged: its tensors do not have the pinned digest", path), "delete it"
		return f
	}
	f.ok, f.state = true, "digest "+set.Digest[:16]
	return f
}

// paperImages looks for the paper's images, and downloads them where they are not at hand.
func paperImages(ctx context.Context) finding {
	f := finding{what: "paper's images", needed: true, fix: "set FT_DATA to their folder, or ft reproduce --demo"}
	d, err := images.Open(ctx, "", nil)
	if err != nil {
		f.state = err.Error()
		return f
	}
	f.ok, f.state = true, fmt.Sprintf("%d files in %s", len(d.Files), d.Root)
	return f
}
