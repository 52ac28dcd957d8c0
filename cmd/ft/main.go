//go:build cgo

// Command ft fine-tunes Keras' VGG16 and ResNet50 on folders of images and reproduces one paper that did so.
package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/finetune-go/ft/ftlib/backend"
	"github.com/finetune-go/ft/ftlib/fit"
	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/internal/printable"
	"github.com/finetune-go/ft/reproduction/paper"
	"github.com/spf13/cobra"
)

// usageError marks a mistake in how the program was called: exit code 2 instead of 1.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

func main() {
	signals := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) { // as nohup has it
		signals = append(signals, syscall.SIGHUP)
	}
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE) // who no longer reads the progress must not end a training
	ctx, stop := signal.NotifyContext(context.Background(), signals...)
	go hurry(ctx, stop)
	root := command()
	showAsStarted(root)
	err := execute(ctx, root, os.Stdout)
	if err == nil {
		return
	}
	if errors.Is(err, errUnread) {
		os.Exit(128 + int(syscall.SIGPIPE)) // what a shell says of other programs then
	}
	fmt.Fprintln(os.Stderr, "ft:", printable.Text(asStarted(advise(interrupted(ctx, err)).Error())))
	var usage usageError
	if errors.As(err, &usage) {
		os.Exit(2)
	}
	os.Exit(1)
}

// errUnread says that nobody reads the output any more, as after head.
var errUnread = errors.New("nobody reads the output")

// execute runs the command that was called, until it is done or its output cannot be written. What cobra itself prints,
// such as help, it does not check.
func execute(ctx context.Context, root *cobra.Command, stdout io.Writer) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	out := &checked{w: stdout, failed: stop}
	root.SetOut(out)
	root.InitDefaultCompletionCmd()                                 // which takes the output from here on
	if c, _, err := root.Find([]string{"completion"}); err == nil { // it is silent about a shell that it does not know
		c.Args, c.RunE = noArgs, func(c *cobra.Command, _ []string) error { return c.Help() }
		for _, shell := range c.Commands() {
			shell.Args = noArgs
		}
	}
	err := root.ExecuteContext(ctx)
	switch ended := errors.Is(err, context.Canceled) && !errors.Is(err, fit.ErrStopped); {
	case unread(err), unread(out.err) && (err == nil || ended):
		return errUnread
	case out.err != nil && ended:
		return out.err
	}
	return cmp.Or(err, out.err)
}

// unread says whether an error comes from an output that nobody reads.
func unread(err error) bool {
	var of *fs.PathError
	return errors.As(err, &of) && of.Path == os.Stdout.Name() && errors.Is(of, syscall.EPIPE)
}

// checked keeps the first error of a writer, and calls failed then.
type checked struct {
	w      io.Writer
	err    error
	failed func()
}

func (c *checked) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	if err != nil && c.err == nil {
		c.err = err
		c.failed()
	}
	return n, err
}

// hurry lets a second Ctrl-C end the program at once, which loses no more than a kill does, and says so where the first
// one has to wait for the end of an epoch.
func hurry(ctx context.Context, stop func()) {
	<-ctx.Done()
	stop() // from here on a signal does what it does by default
	time.Sleep(time.Second)
	fmt.Fprintln(os.Stderr, "stopping as soon as all is saved; Ctrl-C again stops at once")
}

// interrupted says so of an error that comes from nothing but an interrupt, whatever it broke off.
func interrupted(ctx context.Context, err error) error {
	switch {
	case ctx.Err() == nil || errors.Is(err, fit.ErrStopped):
		return err
	case errors.Is(err, context.Canceled) || errors.Is(err, context.Cause(ctx)):
		return errors.New("interrupted; what was computed for later starts is kept")
	}
	return err
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
  ft train --data photos --name mine            train a head on your own images
  ft report results/runs/mine                   how good it is, on one page
  ft summary --model resnet50 --trainable 16    what is trained and what is frozen
  ft doctor                                     what is installed, what is missing`,
		SilenceUsage: true, SilenceErrors: true,
		Version: version(),
		Args:    noArgs,
		RunE:    func(c *cobra.Command, _ []string) error { return c.Help() },

		PersistentPreRunE: func(c *cobra.Command, args []string) error {
			if slices.Contains(args, "") && !strings.HasPrefix(c.Name(), cobra.ShellCompRequestCmd) {
				return usageError{fmt.Errorf("a name that %s is given is empty: leave it out", c.CommandPath())}
			}
			return checkDevice()
		},
	}
	root.SetVersionTemplate("ft {{.Version}}\n")
	f := root.PersistentFlags()
	f.StringVar(&shared.device, "device", "cpu", "cpu or cuda")
	f.BoolVar(&shared.tf32, "tf32", false, "CUDA: faster products and convolutions with 10 bits of mantissa")
	f.BoolVar(&shared.quiet, "quiet", false, "no progress, no warnings")
	f.BoolVar(&shared.strict, "strict", false, "a damaged image is an error instead of a warning")
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		if m := invalidValue.FindStringSubmatch(err.Error()); m != nil {
			if what := valueNames[c.Flag(m[2]).Value.Type()]; what != "" {
				err = fmt.Errorf("--%s %s: give %s", m[2], m[1], what)
			}
		}
		return usageError{fmt.Errorf("%w; %s --help shows the flags", err, c.CommandPath())}
	})
	root.SuggestionsMinimumDistance = 2
	root.SetHelpCommand(&cobra.Command{
		Use: "help [command]", Short: "Help about any command",
		RunE: func(_ *cobra.Command, args []string) error {
			c, rest, err := root.Find(args)
			if err != nil || len(rest) > 0 {
				return noArgs(root, args)
			}
			return c.Help()
		},
	})
	cobra.EnableCommandSorting = false // they stand in the order in which they are needed
	group(root, "images", "Your images", trainCommand(), predictCommand(), evaluateCommand(), errorsCommand(),
		explainCommand(), embedCommand(), reportCommand(), exportCommand(), rateCommand(), compareCommand(),
		summaryCommand(), featuresCommand(), verifyCommand())
	group(root, "paper", "The paper", reproduceCommand(), tableCommand(), figureCommand(), benchCommand())
	group(root, "setup", "Set-up", doctorCommand(), labCommand(), notebookCommand(), versionCommand())
	root.SetHelpCommandGroupID("setup")
	root.SetCompletionCommandGroupID("setup")
	return root
}

// group adds commands under a heading of the help.
func group(root *cobra.Command, id, title string, commands ...*cobra.Command) {
	root.AddGroup(&cobra.Group{ID: id, Title: title + ":"})
	for _, c := range commands {
		c.GroupID = id
		root.AddCommand(c)
	}
}

// invalidValue is what is said of a flag's value; the rest of it names functions of Go.
var invalidValue = regexp.MustCompile(`^invalid argument "(.*)" for "(?:-\w, )?--([\w-]+)" flag: `)

// valueNames are the types of flags in words.
var valueNames = map[string]string{"int": "a whole number", "uint32": "a whole number from 0 to 4294967295",
	"float64":  "a number",
	"intSlice": "whole numbers, such as 6,16", "duration": "a time, such as 2h30m", "bool": "true or false",
	"temperature": "fit, or a number from 0.01 to 100", "stringSlice": "names, such as a,b"}

// noArgs refuses words that a command does not take, as wrong usage.
func noArgs(c *cobra.Command, args []string) error {
	if len(args) > 0 {
		if like := c.SuggestionsFor(args[0]); len(like) > 0 {
			return usageError{fmt.Errorf("%s does not know %q; did you mean %s?", c.CommandPath(), args[0],
				strings.Join(like, " or "))}
		}
		return usageError{fmt.Errorf("%s does not know %q; %s --help shows what it takes", c.CommandPath(), args[0],
			c.CommandPath())}
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

// session opens the backend for a command; dataDir is the folder of the paper's images, "" for the usual places.
func session(ctx context.Context, dataDir string) (*fit.Session, error) {
	b, err := openBackend(ctx)
	if err != nil {
		return nil, err
	}
	return &fit.Session{Catalog: paper.Catalog(dataDir), Backend: b, Strict: shared.strict, Progress: progressLog()}, nil
}

// closeSession closes what a command has opened.
func closeSession(s *fit.Session) {
	s.Close()
	s.Backend.Close()
}

// checkDevice refuses a device that is none.
func checkDevice() error {
	if shared.device != "cpu" && shared.device != "cuda" {
		return usageError{fmt.Errorf("--device %s: choose cpu or cuda", shared.device)}
	}
	if shared.tf32 && shared.device != "cuda" {
		return usageError{errors.New("--tf32 goes with --device cuda")}
	}
	return nil
}

// openBackend opens XLA on the device that was asked for.
func openBackend(ctx context.Context) (*backend.Backend, error) {
	return backend.Open(ctx, backend.Options{Device: shared.device, TF32: shared.tf32, Progress: progressLog()})
}

// progressLog is where progress goes; nil is silent.
func progressLog() progress.Observer {
	if shared.quiet {
		return nil
	}
	return progress.To(os.Stderr)
}
