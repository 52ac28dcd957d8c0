package backend

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/internal/fetch"
	"github.com/gomlx/go-xla/pjrt"
)

// releases describes GoMLX's CPU plugins. The module's own installer takes them from there too, but prints on standard
// output, cannot be interrupted and checks nothing.
var releases = "https://api.github.com/repos/gomlx/pjrt-cpu-binaries/releases/tags/"

// asset is a file of a release.
type asset struct {
	Name   string `json:"name"`
	URL    string `json:"browser_download_url"`
	Size   int64  `json:"size"`
	Digest string `json:"digest"` // "sha256:…"; older releases have none
}

// releasedPlugin is where the plugin of a release is kept.
func releasedPlugin() (string, error) {
	dir, err := fetch.CacheDir("plugin", "gomlx-"+pjrt.DefaultCPUVersion)
	return filepath.Join(dir, "pjrt_c_api_cpu_plugin.so"), err
}

// fromRelease puts the plugin of the release that goes with go-xla into the cache.
func fromRelease(ctx context.Context, file string, watch progress.Observer) error {
	unlock, err := fetch.Lock(ctx, file, watch)
	if err != nil {
		return err
	}
	defer unlock()
	if kept(file) == nil { // another process was faster
		return nil
	}
	fetch.SweepLocked(file)
	a, err := findAsset(ctx)
	if err != nil {
		return err
	}
	sum, found := strings.CutPrefix(a.Digest, "sha256:")
	if !found {
		sum = ""
		progress.Infof(watch, "XLA plugin: %s has no digest to check it by", a.Name)
	}
	archive := filepath.Join(filepath.Dir(file), a.Name)
	if err := fetch.File(ctx, fetch.Source{Name: "XLA plugin", URL: a.URL, SHA256: sum, Size: a.Size}, archive,
		watch); err != nil {
		return err
	}
	unpacked := errors.New("it has no plugin in it")
	err = fetch.WalkTgz(archive, func(name string, r io.Reader) error {
		if base := path.Base(name); strings.HasPrefix(base, "pjrt_c_api_cpu_") && strings.HasSuffix(base, "_plugin.so") {
			unpacked = keep(file, r)
		}
		return nil
	})
	if err = errors.Join(err, unpacked); err != nil {
		return fmt.Errorf("%s: %w", a.Name, err)
	}
	return os.Remove(archive)
}

// findAsset asks for the release's file for this system. An answer must come soon: whoever has no way out of his
// network should not wait.
func findAsset(ctx context.Context) (asset, error) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, releases+pjrt.DefaultCPUVersion, nil)
	if err != nil {
		return asset{}, err
	}
	if token := os.Getenv("GH_TOKEN"); token != "" { // who asks often is refused without one
		req.Header.Add("Authorization", "Bearer "+token)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return asset{}, fmt.Errorf("%s does not answer", req.URL.Host)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return asset{}, fmt.Errorf("%s answered %s", req.URL.Host, resp.Status)
	}
	var release struct {
		Assets []asset `json:"assets"`
	}
	if err := json.NewDecoder(io.LimitReader(resp.Body, 1<<20)).Decode(&release); err != nil {
		return asset{}, fmt.Errorf("%s: %w", req.URL.Host, err)
	}
	want := fmt.Sprintf("pjrt_cpu_%s_%s.tar.gz", runtime.GOOS, runtime.GOARCH)
	for _, a := range release.Assets {
		if a.Name == want && a.Size > 0 {
			return a, nil
		}
	}
	return asset{}, fmt.Errorf("release %s has no %s", pjrt.DefaultCPUVersion, want)
}
