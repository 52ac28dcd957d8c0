package bench

import (
	"bufio"
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"

	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/internal/fetch"
	"github.com/finetune-go/ft/internal/venv"
)

// program is one that ft can be measured against: Python packages, and a script that answers what we ask for.
type program struct {
	name     string
	packages []string
	script   string
}

//go:embed peer.py
var commonScript string

//go:embed keras_peer.py
var kerasScript string

//go:embed torch_peer.py
var torchScript string

// programs are Keras on TensorFlow's CPU build with oneDNN, the fastest that the paper's code runs on unchanged, and
// PyTorch, whose package in Python's own index brings NVIDIA's libraries along: 5 GB, of which the CPU needs little.
var programs = []program{
	{"keras", []string{"tensorflow-cpu==2.21.0", "keras==3.15.1"}, kerasScript},
	{"torch", []string{"torch==2.7.1", "numpy==2.2.6"}, torchScript},
}

// Peers are the names of the programs that ft can be measured against.
func Peers() (names []string) {
	for _, p := range programs {
		names = append(names, p.name)
	}
	return names
}

func programNamed(name string) (program, error) {
	for _, p := range programs {
		if p.name == name {
			return p, nil
		}
	}
	return program{}, fmt.Errorf("no peer %q: choose %s", name, strings.Join(Peers(), ", "))
}

// peer is the other program, in a process of its own: it works only while we wait for its answer.
type peer struct {
	name  string
	ctx   context.Context
	cmd   *exec.Cmd
	in    io.WriteCloser
	out   *bufio.Reader
	said  lastLine
	ended bool
}

// dir is the virtual environment in the cache, named after what is installed there.
func (p program) dir() (string, error) {
	cache, err := fetch.CacheDir("peer")
	sum := sha256.Sum256([]byte(strings.Join(p.packages, " ")))
	return filepath.Join(cache, fmt.Sprintf("%s-%x", p.name, sum[:6])), err
}

// start installs the program, the first time, and starts it.
func (p program) start(ctx context.Context, watch progress.Observer) (*peer, error) {
	dir, err := p.dir()
	if err != nil {
		return nil, err
	}
	var bar *progress.Work
	announce := sync.OnceFunc(func() { bar = progress.Begin(watch, "installing "+strings.Join(p.packages, ", "), 0, "") })
	defer func() { bar.Abort() }()
	python, err := venv.Ensure(ctx, dir, p.name, p.packages, watch, announce)
	if err != nil {
		return nil, err
	}
	bar.Done()
	return p.run(ctx, python, dir)
}

func (p program) run(ctx context.Context, python, dir string) (*peer, error) {
	q := &peer{name: p.name, ctx: ctx, cmd: exec.CommandContext(ctx, python, "-I", "-c", commonScript+p.script)}
	q.cmd.Env = append(q.cmd.Environ(), "KERAS_HOME="+dir, "CUDA_VISIBLE_DEVICES=")
	q.cmd.Stderr = &q.said
	var err error
	if q.in, err = q.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := q.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	q.out = bufio.NewReaderSize(out, 1<<20)
	if err := q.cmd.Start(); err != nil {
		return nil, err
	}
	return q, nil
}

// ask has the peer do one thing and returns the seconds that it took. The result goes into result unless that is nil.
func (p *peer) ask(op string, arguments map[string]any, result any) (float64, error) {
	order := map[string]any{"op": op}
	maps.Copy(order, arguments)
	line, err := json.Marshal(order)
	if err != nil {
		return 0, err
	}
	if _, err := p.in.Write(append(line, '\n')); err != nil {
		return 0, p.failed(op, err)
	}
	text, err := p.out.ReadBytes('\n')
	if err != nil {
		return 0, p.failed(op, err)
	}
	var answer struct {
		Seconds float64
		Error   string
		Result  json.RawMessage
	}
	if err := json.Unmarshal(text, &answer); err != nil {
		return 0, p.failed(op, err)
	}
	if answer.Error != "" {
		return 0, p.failed(op, errors.New(answer.Error))
	}
	if result != nil {
		err = json.Unmarshal(answer.Result, result)
	}
	return answer.Seconds, err
}

// failed makes an error of what went wrong: when the peer has ended, of the last line that it wrote.
func (p *peer) failed(op string, err error) error {
	if p.ctx.Err() != nil { // which has ended it
		return p.ctx.Err()
	}
	if errors.Is(err, io.EOF) || errors.Is(err, syscall.EPIPE) {
		p.close()
		err = fmt.Errorf("it ended: %s", p.said.line)
	}
	return fmt.Errorf("%s, %s: %w", p.name, op, err)
}

// close ends the peer and waits for it; a second call does nothing.
func (p *peer) close() {
	if p.ended {
		return
	}
	p.ended = true
	p.in.Close()
	p.cmd.Wait() //nolint:errcheck // it has answered all that was asked
}

// lastLine keeps the last line that is written to it: Python's tracebacks end with the exception.
type lastLine struct{ line string }

func (l *lastLine) Write(b []byte) (int, error) {
	lines := strings.Split(strings.TrimSpace(string(b)), "\n")
	if last := lines[len(lines)-1]; last != "" {
		l.line = last
	}
	return len(b), nil
}
