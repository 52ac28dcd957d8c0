//go:build cgo

package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/finetune-go/ft/internal/checkout"
	"github.com/finetune-go/ft/internal/lab"
	"github.com/finetune-go/ft/internal/printable"
	"github.com/spf13/cobra"
)

// prepareLab finds the checkout, makes sure that XLA's plugin is there and prepares Jupyter.
func prepareLab(ctx context.Context) (*lab.Lab, error) {
	root, err := moduleRoot()
	if err != nil {
		return nil, err
	}
	b, err := openBackend(ctx)
	if err != nil {
		return nil, err
	}
	b.XLA.Finalize() // cells open their own
	o := lab.Options{ModuleRoot: root, Progress: progressLog()}
	if shared.device == "cuda" {
		// As backend.Open has it without the variable; GoMLX's own default is true.
		o.Env = []string{fmt.Sprintf("GOMLX_BACKEND=xla:cuda,tf32=%t", shared.tf32)}
	}
	return lab.Prepare(ctx, o)
}

// moduleRoot is the nearest folder upwards with a go.mod and notebooks.
func moduleRoot() (string, error) {
	if root := checkout.Root("notebooks"); root != "" {
		return root, nil
	}
	return "", errors.New("no checkout of this project here or above: the notebooks run inside one")
}

func labCommand() *cobra.Command {
	var server lab.Server
	var only, install bool
	cmd := &cobra.Command{
		Use:   "lab",
		Short: "Open JupyterLab on the notebooks, with the Go kernel ready",
		Example: `  ft lab
  ft lab --port 9000
  ft lab --prepare-only
  ft lab --install-kernel`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if server.Port < 0 || server.Port > 65535 {
				return usageError{fmt.Errorf("--port %d: give a port from 1 to 65535", server.Port)}
			}
			l, err := prepareLab(cmd.Context())
			if err != nil || only {
				return err
			}
			if install {
				file, err := l.InstallKernel()
				if err == nil {
					fmt.Fprintln(cmd.OutOrStdout(), "the Go kernel is installed for Jupyter and VS Code:", printable.Line(file))
				}
				return err
			}
			server.Ready = func(url string) { fmt.Fprintln(cmd.OutOrStdout(), "JupyterLab is at", url) }
			return l.Start(cmd.Context(), server)
		},
	}
	f := cmd.Flags()
	f.StringVar(&server.IP, "ip", "", "address to listen at; 127.0.0.1 when left out")
	intVar(f, &server.Port, "port", 0, "port; the first free one from 8888 when left out")
	f.BoolVar(&only, "prepare-only", false, "prepare everything and stop")
	f.BoolVar(&install, "install-kernel", false,
		"prepare everything, install the Go kernel for your own Jupyter or VS Code, and stop")
	return cmd
}
