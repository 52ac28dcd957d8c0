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

	"github.com/finetune-go/ft/ftlib/fetch"
	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/ftlib/venv"
)

// Peers are the programs that ft can be measured against. PyTorch is not among them: its package in Python's own index
// is the CUDA build, half a gigabyte that asks for NVIDIA's libraries, several times as much; the CPU build is in an
// index of its own.
func Peers() []string { return []string{"keras"} }

// kerasPackages is Keras on TensorFlow's CPU build with oneDNN, the fastest that the paper's code runs on unchanged.
var kerasPackages = []string{"tensorflow-cpu==2.21.0", "keras==3.15.1"}

//go:embed keras_peer.py
var kerasScript string

// peer is the other program, in a process of its own: it works only while we wait for its answer.
type peer struct {
	ctx   context.Context
	cmd   *exec.Cmd
	in    io.WriteCloser
	out   *bufio.Reader
	said  lastLine
	ended bool
}

// kerasDir is the virtual environment in the cache, named after what is installed there.
func kerasDir() (string, error) {
	cache, err := fetch.CacheDir("peer")
	sum := sha256.Sum256([]byte(strings.Join(kerasPackages, " ")))
	return filepath.Join(cache, fmt.Sprintf("keras-%x", sum[:6])), err
}

// startKeras installs Keras, the first time, and starts it.
func startKeras(ctx context.Context, log io.Writer) (*peer, error) {
	dir, err := kerasDir()
	if err != nil {
		return nil, err
	}
	var bar *progress.Bar
	announce := sync.OnceFunc(func() { bar = progress.New(log, "installing "+strings.Join(kerasPackages, ", "), 0, "") })
	defer func() { bar.Abort() }()
	python, err := venv.Ensure(ctx, dir, "Keras", kerasPackages, log, announce)
	if err != nil {
		return nil, err
	}
	bar.Done()
	p := &peer{ctx: ctx, cmd: exec.CommandContext(ctx, python, "-I", "-c", kerasScript)}
	p.cmd.Env = append(p.cmd.Environ(), "KERAS_HOME="+dir, "CUDA_VISIBLE_DEVICES=")
	p.cmd.Stderr = &p.said
	if p.in, err = p.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	p.out = bufio.NewReaderSize(out, 1<<20)
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	return p, nil
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
	return fmt.Errorf("keras, %s: %w", op, err)
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
