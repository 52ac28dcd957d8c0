package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"

	"github.com/finetune-go/ft/ftlib/dataset"
	"github.com/finetune-go/ft/ftlib/fetch"
	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/kernels"
	"github.com/finetune-go/ft/ftlib/lab"
	"github.com/finetune-go/ft/ftlib/network"
	"github.com/finetune-go/ft/ftlib/weights"
	"github.com/spf13/cobra"
)

// finding is one line of the doctor.
type finding struct {
	what, state string
	ok, needed  bool
	mend        string // command that mends it
}

func (f finding) print(w io.Writer) {
	mark := "ok     "
	if !f.ok {
		mark = "missing"
	}
	fmt.Fprintf(w, "%s  %-16s %s\n", mark, f.what, f.state)
	if !f.ok && f.mend != "" {
		fmt.Fprintf(w, "         %-16s mend it: %s\n", "", f.mend)
	}
}

func doctorCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "doctor",
		Short: "Say what is installed and what is missing; exit code 0 if ft reproduce can run",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ill := 0
			show := func(f finding) {
				f.print(os.Stdout)
				if !f.ok && f.needed {
					ill++
				}
			}
			dir, err := fetch.CacheDir()
			show(finding{what: "cache", state: text(dir, err), ok: err == nil, needed: true, mend: "set FT_CACHE to a folder that can be written"})
			show(plugin(cmd))
			for _, name := range network.Names() {
				path, err := weights.CachePath(name)
				if err == nil {
					_, err = os.Stat(path)
				}
				f := finding{what: name + " weights", state: text(path, err), ok: err == nil, mend: "ft reproduce fetches them"}
				if err == nil { // there, hence to be read: a damaged file is found now and not in the middle of a run
					set, err := weights.Load(cmd.Context(), name, path, nil)
					f.ok, f.needed = err == nil, true
					if err == nil {
						f.state = "digest " + set.Digest[:16]
					} else {
						f.state, f.mend = err.Error(), "delete "+path
					}
				}
				show(f)
			}
			d, err := dataset.Default(cmd.Context(), "", nil)
			f := finding{what: "paper's images", ok: err == nil, needed: true, mend: "set FT_DATA to their folder, or ft reproduce --demo"}
			if err == nil {
				f.state = fmt.Sprintf("%d files in %s", len(d.Files), d.Root)
			} else {
				f.state = err.Error()
			}
			show(f)
			show(finding{what: "machine", state: fmt.Sprintf("%d threads, %.1f GiB of memory, %s kernels", runtime.GOMAXPROCS(0), float64(fit.TotalMemory())/(1<<30), kernels.Set()), ok: true})
			if root, err := moduleRoot(); err == nil {
				for _, c := range lab.Status(root) { // for the notebooks only: the main job runs without
					show(finding{what: c.Name, state: c.Detail, ok: c.OK, mend: c.Fix})
				}
			}
			if ill > 0 {
				return errors.New("ft reproduce cannot run yet; see above")
			}
			return nil
		},
	}
}

// plugin opens the backend, which installs the plugin where it can.
func plugin(cmd *cobra.Command) finding {
	b, err := openBackend(cmd.Context())
	f := finding{what: "XLA plugin", ok: err == nil, needed: true, mend: "set GOMLX_BACKEND=xla:FILE to a PJRT plugin"}
	if err != nil {
		f.state = err.Error()
		return f
	}
	device, _ := b.Hardware()
	f.state = fmt.Sprintf("%s on %s, %s (%s)", b.Device, device, b.Description(), b.Source)
	return f
}

func text(state string, err error) string {
	if err != nil {
		return err.Error()
	}
	return state
}
