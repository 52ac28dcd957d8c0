package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"time"

	"github.com/finetune-go/ft/ftlib/progress"
)

// Unreachable is how long a source may take to answer at all, name look-up, connection and TLS included.
const Unreachable = 5 * time.Second

// ErrSilent says that a source did not answer in time: a busy machine or a slow network may only need longer.
var ErrSilent = errors.New("no answer")

type patience struct{}

// Patiently gives sources six times as long to answer, for when there is nothing else left to try.
func Patiently(ctx context.Context) context.Context { return context.WithValue(ctx, patience{}, true) }

// unreachable is how long a source may take to answer under ctx.
func unreachable(ctx context.Context) time.Duration {
	if ctx.Value(patience{}) != nil {
		return 6 * Unreachable
	}
	return Unreachable
}

// stalled is how long an answer that has begun may pause.
const stalled = 30 * time.Second

// errBroken marks a download that began and broke off, so that it is worth continuing.
var errBroken = errors.New("the connection broke")

// download appends what is missing of src to part. resumed tells whether part had bytes of an earlier attempt.
func download(ctx context.Context, src Source, part string, watch progress.Observer) (resumed bool, err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	have := begun(src, part)
	if src.Size > 0 && have == src.Size {
		return true, nil
	}
	req, err := request(ctx, src, have)
	if err != nil {
		return false, err
	}
	var answered atomic.Bool
	limit := unreachable(ctx)
	timer := time.AfterFunc(limit, func() {
		if answered.Load() {
			cancel(fmt.Errorf("nothing came for %.0f s", stalled.Seconds()))
		} else {
			cancel(fmt.Errorf("%w within %.0f s", ErrSilent, limit.Seconds()))
		}
	})
	defer timer.Stop()
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return false, fmt.Errorf("cannot reach %s: %w", req.URL.Host, cause(ctx, err))
	}
	answered.Store(true)
	timer.Reset(stalled)
	defer resp.Body.Close()
	switch {
	case resp.StatusCode == http.StatusPartialContent && have > 0 &&
		strings.HasPrefix(resp.Header.Get("Content-Range"), fmt.Sprintf("bytes %d-", have)):
	case resp.StatusCode == http.StatusOK:
		have = 0
	case have > 0 && resp.StatusCode < 500: // the server does not want to continue: begin again
		os.Remove(part)
		return false, fmt.Errorf("%s: %s (%w)", req.URL.Host, resp.Status, errBroken)
	default:
		return false, fmt.Errorf("%s answered %s for %s", req.URL.Host, resp.Status, src.URL)
	}
	total := src.Size
	if resp.ContentLength > 0 {
		total = have + resp.ContentLength
	}
	if src.Size > 0 && total > src.Size {
		return false, fmt.Errorf("%s offers %d bytes, expected %d", src.URL, total, src.Size)
	}
	bar := progress.Begin(watch, "download "+src.Name, total, progress.Bytes)
	defer bar.Abort()
	bar.Resume(int(have))
	body := io.Reader(&watched{resp.Body, timer})
	if src.Size > 0 {
		body = io.LimitReader(body, src.Size-have+1)
	}
	err = appendTo(part, have, io.TeeReader(body, bar))
	var disk *diskError
	switch {
	case errors.As(err, &disk):
		return false, writeError(part, disk.err)
	case err != nil:
		return have > 0, fmt.Errorf("%w: %w", errBroken, cause(ctx, err))
	}
	bar.Done()
	return have > 0, nil
}

// begun is how many bytes of an earlier attempt can be continued.
func begun(src Source, part string) int64 {
	info, err := os.Stat(part)
	if err != nil || src.Size > 0 && info.Size() > src.Size {
		return 0
	}
	return info.Size()
}

// request asks for src from byte have on.
func request(ctx context.Context, src Source, have int64) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, src.URL, nil)
	if err != nil {
		return nil, fmt.Errorf("bad address: %w", err)
	}
	req.Header.Set("User-Agent", "ft")
	req.Header.Set("Accept-Encoding", "identity") // a compressed answer could not be continued
	if have > 0 {
		req.Header.Set("Range", fmt.Sprintf("bytes=%d-", have))
	}
	return req, nil
}

// appendTo puts what is read behind the first have bytes of a file, which is emptied first when have is 0. An error of
// the file is a *diskError; when a write fails the file is removed, so that a full disk has its space back.
func appendTo(part string, have int64, body io.Reader) error {
	flags := os.O_CREATE | os.O_WRONLY | os.O_APPEND
	if have == 0 {
		flags |= os.O_TRUNC
	}
	f, err := os.OpenFile(part, flags, 0o644)
	if err != nil {
		return &diskError{err}
	}
	defer f.Close()
	_, err = io.CopyBuffer(&fileWriter{f}, body, make([]byte, 256<<10))
	var disk *diskError
	if errors.As(err, &disk) {
		os.Remove(part)
	}
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return &diskError{err}
	}
	return nil
}

// cause prefers our own reason for cancelling, and leaves out the addresses that net and net/http repeat.
func cause(ctx context.Context, err error) error {
	if c := context.Cause(ctx); c != nil {
		return c
	}
	var dns *net.DNSError
	if errors.As(err, &dns) {
		return errors.New(dns.Err) // "no such host"
	}
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}

// watched gives the source another while to send more, each time something arrives.
type watched struct {
	r     io.Reader
	timer *time.Timer
}

func (w *watched) Read(p []byte) (int, error) {
	w.timer.Reset(stalled)
	return w.r.Read(p)
}

// diskError tells an error in writing from one in reading.
type diskError struct{ err error }

func (e *diskError) Error() string { return e.err.Error() }

type fileWriter struct{ f *os.File }

func (w *fileWriter) Write(p []byte) (int, error) {
	n, err := w.f.Write(p)
	if err != nil {
		return n, &diskError{err}
	}
	return n, nil
}
