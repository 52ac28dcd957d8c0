package child

import "strings"

// LastLine is the last line of what a program wrote: a traceback of Python, say, ends with the exception.
func LastLine(out string) string {
	out = strings.TrimSpace(out)
	return strings.TrimSpace(out[strings.LastIndex(out, "\n")+1:])
}

// Tail keeps the end of what is written to it.
type Tail struct{ b []byte }

func (t *Tail) Write(p []byte) (int, error) {
	t.b = append(t.b, p...)
	if len(t.b) > 64<<10 {
		t.b = t.b[len(t.b)-32<<10:]
	}
	return len(p), nil
}

// LastLine is the last line with something on it.
func (t *Tail) LastLine() string { return LastLine(string(t.b)) }
