package lab

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/internal/child"
	"github.com/finetune-go/ft/internal/fetch"
	"github.com/gofrs/flock"
)

// Server says how JupyterLab is reached. The zero value is a free port of this computer, with a random token.
type Server struct {
	IP    string // "" is 127.0.0.1: a container needs 0.0.0.0
	Port  int    // 0 is the first free one from 8888
	Token string // "" is $JUPYTER_TOKEN, or else a random one
	Dir   string // "" is the module's notebooks
	Open  string // notebook to open first, a path below Dir
	// Ready is called once with the address, token included, when JupyterLab answers; it may open a browser.
	Ready func(url string)
}

// Start runs JupyterLab on the notebooks until ctx ends, which is no error, or until it fails.
func (l *Lab) Start(ctx context.Context, s Server) error {
	for tries := 1; ; tries++ {
		answered, err := l.start(ctx, s)
		// A program that knows nothing of our reservation may have taken the port meanwhile: then the next one is free.
		if err == nil || answered || s.Port != 0 || tries == 3 || !strings.Contains(err.Error(), "already in use") {
			return err
		}
	}
}

// start is Start on one port, and says whether JupyterLab has answered there.
func (l *Lab) start(ctx context.Context, s Server) (answered bool, err error) {
	s, free, err := l.complete(s)
	if err != nil {
		return false, err
	}
	defer free()
	scratch, remove, err := fetch.Scratch("ft-lab-")
	if err != nil {
		return false, err
	}
	defer remove()
	logFile, err := os.Create(filepath.Join(l.dir, fmt.Sprintf("jupyterlab-%d.log", s.Port))) // several may run
	if err != nil {
		return false, err
	}
	defer logFile.Close()
	cmd := l.command(ctx, s, scratch)
	var stderr child.Tail
	both := io.MultiWriter(logFile, &stderr)
	cmd.Stdout, cmd.Stderr = both, both
	if err := cmd.Start(); err != nil {
		return false, fmt.Errorf("start JupyterLab: %w", err)
	}
	// Jupyter writes it when it listens. One that is there now is of a killed process of the same number.
	bound := filepath.Join(labData(l.dir), "runtime", fmt.Sprintf("jpserver-%d.json", cmd.Process.Pid))
	os.Remove(bound)
	defer os.Remove(bound)
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()

	page := "/lab"
	if s.Open != "" {
		page += (&url.URL{Path: "/tree/" + filepath.ToSlash(s.Open)}).EscapedPath()
	}
	address := s.address(page)
	if err = waitFor(ctx, bound, s.address("/api/status"), ended); err == nil {
		answered = true
		progress.Infof(l.watch, "JupyterLab: %s\nCtrl-C ends it.", address)
		if s.Ready != nil {
			s.Ready(address)
		}
		err = <-ended
	}
	if ctx.Err() != nil {
		return answered, nil
	}
	if line := stderr.LastLine(); line != "" {
		return answered, fmt.Errorf("JupyterLab ended: %s", line)
	}
	return answered, fmt.Errorf("JupyterLab ended: %w", err)
}

// complete fills in what was left open and reserves the port.
func (l *Lab) complete(s Server) (_ Server, free func(), err error) {
	s.IP = cmp.Or(s.IP, "127.0.0.1")
	s.Token = cmp.Or(s.Token, os.Getenv("JUPYTER_TOKEN"), rand.Text())
	s.Dir = cmp.Or(s.Dir, l.Notebooks())
	s.Port, free, err = freePort(filepath.Dir(l.dir), s.IP, s.Port)
	return s, free, err
}

// command is JupyterLab's.
func (l *Lab) command(ctx context.Context, s Server, scratch string) *exec.Cmd {
	args := []string{"-I", "-m", "jupyterlab", "--no-browser",
		"--ServerApp.ip=" + s.IP, "--ServerApp.port=" + strconv.Itoa(s.Port), "--ServerApp.port_retries=0",
		"--ServerApp.root_dir=" + s.Dir, "--ServerApp.log_level=WARN",
		"--KernelSpecManager.ensure_native_kernel=False", "--KernelSpecManager.allowed_kernelspecs={'" + kernelName + "'}",
		// JupyterLab looks for updates at its start otherwise; settings in kernel.go keep it from asking for news.
		"--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
	}
	if os.Geteuid() == 0 {
		// Whoever started us as root has chosen that; a cell can do no more than this program itself.
		args = append(args, "--allow-root")
	}
	cmd := exec.CommandContext(ctx, l.python, args...)
	cmd.Dir = s.Dir
	// Not as an argument, which every user of the computer can see.
	cmd.Env = append(l.jupyterEnv(labData(l.dir), scratch), "JUPYTER_TOKEN="+s.Token)
	child.Bind(cmd, 15*time.Second) // on SIGINT Jupyter would ask back; on SIGTERM it ends its kernels
	return cmd
}

// address is a page of the server as this computer reaches it, with the token. A token that a user has chosen may hold
// any letters.
func (s Server) address(page string) string {
	host := s.IP
	if net.ParseIP(host).IsUnspecified() {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, strconv.Itoa(s.Port)) + page + "?token=" + url.QueryEscape(s.Token)
}

// waitFor returns when the process has said in a file that it listens and the address, which wants its token, answers:
// not some other server there. It is an error when the process has ended before that.
func waitFor(ctx context.Context, bound, address string, ended chan error) error {
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	// Never through a proxy of the environment: it does not know this computer's own addresses.
	client := http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	for {
		select {
		case err := <-ended:
			if err == nil {
				err = errors.New("before it answered")
			}
			return err
		case <-tick.C:
			if !exists(bound) {
				continue
			}
			req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
			if err != nil {
				return err
			}
			if resp, err := client.Do(req); err == nil {
				resp.Body.Close()
				if resp.StatusCode == http.StatusOK {
					return nil
				}
			}
		}
	}
}

// freePort finds the port here, because Jupyter's own search leaves nobody knowing which one it took, and keeps other
// labs from it until free is called: Jupyter needs a second to take it. Their reservations lie in a folder.
func freePort(dir, ip string, port int) (_ int, free func(), err error) {
	first, last := port, port
	if port == 0 {
		first, last = 8888, 8988
	}
	for p := first; p <= last; p++ {
		reserved := flock.New(filepath.Join(dir, fmt.Sprintf("port-%d.lock", p)))
		var ours bool
		if ours, err = reserved.TryLock(); err != nil {
			return 0, nil, err
		}
		if !ours {
			err = errors.New("another lab has it")
			continue
		}
		var l net.Listener
		if l, err = net.Listen("tcp", net.JoinHostPort(ip, strconv.Itoa(p))); err == nil {
			l.Close()
			return p, func() { reserved.Close() }, nil
		}
		reserved.Close()
	}
	return 0, nil, fmt.Errorf("port %d is not free (%v): choose another one", last, err)
}

// jupyterEnv is the environment, which kernels inherit, with Jupyter's folders inside the cache: a user's own Jupyter
// settings and kernels neither disturb the lab nor are disturbed by it. Kernels build their cells in scratch, and one
// that is killed leaves them there: the caller removes it.
func (l *Lab) jupyterEnv(data, scratch string) []string {
	env := slices.DeleteFunc(os.Environ(), func(kv string) bool {
		return strings.HasPrefix(kv, "FT_SET_") || strings.HasPrefix(kv, "JUPYTER") || strings.HasPrefix(kv, "PYTHON")
	})
	if data := os.Getenv("FT_DATA"); data != "" {
		if abs, err := filepath.Abs(data); err == nil { // cells run in the notebook's folder
			env = append(env, "FT_DATA="+abs)
		}
	}
	env = append(env, l.env...) // not in the kernel's description, which all labs of a checkout share
	return append(env,
		"TMPDIR="+scratch,
		"JUPYTER_DATA_DIR="+data,
		"JUPYTER_RUNTIME_DIR="+filepath.Join(data, "runtime"),
		"JUPYTER_CONFIG_DIR="+filepath.Join(data, "config"),
		"JUPYTERLAB_SETTINGS_DIR="+settingsDir(data),
		"JUPYTERLAB_WORKSPACES_DIR="+filepath.Join(data, "workspaces"),
		"JUPYTER_PLATFORM_DIRS=1",
		"IPYTHONDIR="+filepath.Join(data, "ipython"),
	)
}
