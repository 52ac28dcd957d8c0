// Command ft fine-tunes Keras' VGG16 and ResNet50 on folders of images and reproduces one paper that did so.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/finetune-go/ft/ftlib/backend"
	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/spf13/cobra"
)

// usageError marks a mistake in how the program was called: exit code 2 instead of 1.
type usageError struct{ error }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the program at once
	err := command().ExecuteContext(ctx)
	stop()
	if err == nil {
		return
	}
	fmt.Fprintln(os.Stderr, "ft:", err)
	var usage usageError
	if errors.As(err, &usage) {
		os.Exit(2)
	}
	os.Exit(1)
}

// shared are the flags that every command has.
var shared struct {
	device              string
	tf32, quiet, strict bool
}

func command() *cobra.Command {
	root := &cobra.Command{
		Use:   "ft",
		Short: "Fine-tune VGG16 and ResNet50 on your images; reproduce a paper that did",
		Long: `ft fine-tunes Keras' VGG16 and ResNet50 (ImageNet weights) on a folder with one sub-folder a class.
What is frozen is computed once; only what is trained runs in every step.`,
		Example: `  ft reproduce                                  the paper's two headline rows beside ours
  ft train --data photos --model resnet50       train a head on your own images
  ft summary --model resnet50 --trainable 16    what is trained and what is frozen
  ft doctor                                     what is installed, what is missing`,
		SilenceUsage: true, SilenceErrors: true,
		Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	f := root.PersistentFlags()
	f.StringVar(&shared.device, "device", "cpu", "cpu or cuda")
	f.BoolVar(&shared.tf32, "tf32", false, "CUDA: faster matrix products with 10 bits of mantissa")
	f.BoolVar(&shared.quiet, "quiet", false, "no progress")
	f.BoolVar(&shared.strict, "strict", false, "a damaged image is an error instead of a warning")
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return usageError{fmt.Errorf("%w; %s --help shows the flags", err, c.CommandPath())}
	})
	root.AddCommand(reproduceCommand(), trainCommand(), benchCommand(), summaryCommand(), featuresCommand(), predictCommand(), compareCommand(), doctorCommand(), labCommand(), notebookCommand(),
		reportCommand(), figureCommand(), tableCommand())
	return root
}

// noArgs refuses words that a command does not take, as wrong usage.
func noArgs(c *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usageError{fmt.Errorf("%s does not know %q; %s --help shows what it takes", c.CommandPath(), args[0], c.CommandPath())}
	}
	return nil
}

// someArgs asks for at least one word.
func someArgs(what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) == 0 {
			return usageError{fmt.Errorf("%s needs %s; %s --help has examples", c.CommandPath(), what, c.CommandPath())}
		}
		return nil
	}
}

// session opens the backend for a command.
func session(ctx context.Context, dataDir string) (*fit.Session, error) {
	b, err := openBackend(ctx)
	if err != nil {
		return nil, err
	}
	return &fit.Session{Backend: b, DataDir: dataDir, Strict: shared.strict, Log: progressLog()}, nil
}

// openBackend opens XLA on the device that was asked for.
func openBackend(ctx context.Context) (*backend.Backend, error) {
	if shared.device != "cpu" && shared.device != "cuda" {
		return nil, usageError{fmt.Errorf("--device %s: choose cpu or cuda", shared.device)}
	}
	return backend.Open(ctx, backend.Options{Device: shared.device, TF32: shared.tf32, Log: progressLog()})
}

// progressLog is where progress goes; nil is silent.
func progressLog() io.Writer {
	if shared.quiet {
		return nil
	}
	return os.Stderr
}
