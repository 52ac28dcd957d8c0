// Package peer runs another program, such as Keras, beside ft: in a Python environment of its own, on orders.
package peer

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
	"github.com/finetune-go/ft/internal/child"
	"github.com/finetune-go/ft/internal/fetch"
	"github.com/finetune-go/ft/internal/venv"
)

// Program is one that ft can be measured against: Python packages, and a script that answers what we ask for.
type Program struct {
	Name     string
	Packages []string
	Script   string // goes behind peer.py, which has what scripts share
}

//go:embed peer.py
var commonScript string

// Keras is Keras on TensorFlow's CPU build with oneDNN, the fastest that the paper's code runs on unchanged.
var Keras = []string{"tensorflow-cpu==2.21.0", "keras==3.15.1"}

// Peer is the other program, in a process of its own: it works only while we wait for its answer.
type Peer struct {
	Name  string
	ctx   context.Context
	cmd   *exec.Cmd
	in    io.WriteCloser
	out   *bufio.Reader
	said  child.Tail
	ended bool
}

// Dir is the virtual environment in the cache, named after what is installed there.
func (p Program) Dir() (string, error) {
	cache, err := fetch.CacheDir("peer")
	sum := sha256.Sum256([]byte(strings.Join(p.Packages, " ")))
	return filepath.Join(cache, fmt.Sprintf("%s-%x", p.Name, sum[:6])), err
}

// Start installs the program, the first time, and starts it.
func (p Program) Start(ctx context.Context, watch progress.Observer) (*Peer, error) {
	dir, err := p.Dir()
	if err != nil {
		return nil, err
	}
	var bar *progress.Work
	announce := sync.OnceFunc(func() { bar = progress.Begin(watch, "installing "+strings.Join(p.Packages, ", "), 0, "") })
	defer func() { bar.Abort() }()
	python, err := venv.Ensure(ctx, dir, p.Name, p.Packages, watch, announce)
	if err != nil {
		return nil, err
	}
	bar.Done()
	return p.run(ctx, python, dir)
}

func (p Program) run(ctx context.Context, python, dir string) (*Peer, error) {
	q := &Peer{Name: p.Name, ctx: ctx, cmd: exec.CommandContext(ctx, python, "-I", "-c", commonScript+p.Script)}
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

// Ask has the peer do one thing and returns the seconds that it took. The result goes into result unless that is nil.
func (p *Peer) Ask(op string, arguments map[string]any, result any) (float64, error) {
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
func (p *Peer) failed(op string, err error) error {
	if p.ctx.Err() != nil { // which has ended it
		return p.ctx.Err()
	}
	if errors.Is(err, io.EOF) || errors.Is(err, syscall.EPIPE) {
		p.Close()
		err = fmt.Errorf("it ended: %s", p.said.LastLine())
	}
	return fmt.Errorf("%s, %s: %w", p.Name, op, err)
}

// Close ends the peer and waits for it; a second call does nothing.
func (p *Peer) Close() {
	if p.ended {
		return
	}
	p.ended = true
	p.in.Close()
	p.cmd.Wait() //nolint:errcheck // it has answered all that was asked
}
