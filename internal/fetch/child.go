package fetch

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"time"

	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/internal/child"
)

// registry is a package manager's download command and how to read what it prints.
type registry struct {
	tool    string
	command []string
	need    string                 // what to install when the command is missing
	asks    func(line string) bool // a line printed just before it asks the registry
	moves   func(line string) bool // a line that shows that the registry has answered
	slow    []string               // environment variables with which a user has set a longer time-out of his own
}

// run runs the command in dir. It is ended if the registry has not answered Unreachable after it was asked, since
// pip and npm themselves would wait and retry for a minute or more.
func (r registry) run(ctx context.Context, dir, label string, watch progress.Observer) error {
	if _, err := exec.LookPath(r.command[0]); err != nil {
		return fmt.Errorf("%s is not installed: install %s", r.command[0], r.need)
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	cmd := exec.CommandContext(ctx, r.command[0], r.command[1:]...)
	cmd.Dir = dir
	child.BindGroup(cmd, time.Second) // a grandchild may hold the pipe open
	cmd.Env = append(os.Environ(), "PYTHONUNBUFFERED=1", "NO_COLOR=1", "LC_ALL=C.UTF-8")
	out, in := io.Pipe()
	cmd.Stdout, cmd.Stderr = in, in

	bar := progress.Begin(watch, label, 0, "")
	defer bar.Abort()
	var last string
	read := make(chan struct{})
	go func() {
		defer close(read)
		last = r.follow(out, unreachable(ctx), cancel)
	}()
	err := cmd.Run()
	in.Close()
	<-read
	if err != nil {
		if c := context.Cause(ctx); c != nil {
			return c
		}
		var exit *exec.ExitError
		if strings.Contains(last, "No module named pip") {
			return fmt.Errorf("%s: install %s", last, r.need)
		}
		if errors.As(err, &exit) && last != "" {
			return errors.New(last)
		}
		return fmt.Errorf("%s: %w", r.tool, err)
	}
	bar.Done()
	return nil
}

// raised is the last line of a Python trace.
var raised = regexp.MustCompile(`^[\w.]+(Error|Exception): `)

// follow reads the child's output to its end, guards the time to the first answer, and returns the line that best
// says what went wrong: the first with "error" in it, or else the last.
func (r registry) follow(out io.Reader, limit time.Duration, cancel context.CancelCauseFunc) (last string) {
	patient, failed, trace := false, false, false
	for _, v := range r.slow {
		patient = patient || os.Getenv(v) != ""
	}
	var timer *time.Timer
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		switch {
		case r.moves(line):
			if timer != nil {
				timer.Stop()
			}
		case r.asks(line) && timer == nil && !patient:
			timer = time.AfterFunc(limit, func() {
				cancel(fmt.Errorf("the registry that %s is set up for: %w within %.0f s", r.tool, ErrSilent, limit.Seconds()))
			})
		}
		lower := strings.ToLower(line)
		switch {
		case line == "" || len(line) >= 400:
		case raised.MatchString(line) && trace: // what pip did not expect: below the trace is the reason
			last = line
		case line == "ERROR: Exception:":
			last, failed, trace = line, true, true
		case strings.Contains(lower, "error") && !strings.Contains(lower, "a complete log"):
			// pip's first error says more than its last ("No matching distribution found"); npm's lines have a code first.
			if !failed || strings.HasPrefix(last, "npm error code") {
				last, failed = line, true
			}
		case !failed:
			last = line
		}
	}
	if timer != nil {
		timer.Stop()
	}
	io.Copy(io.Discard, out) //nolint:errcheck // a line too long to scan must not block the child
	return last
}
