package printable

import "testing"

func TestText(t *testing.T) {
	for in, want := range map[string]string{
		"Ätna\tü\n": "Ätna\tü\n", "\x1b[2Jcat": `\x1b[2Jcat`, "a\rb\x00": `a\rb\x00`, "\u009bm": `\u009bm`,
		"a\u202eb": `a\u202eb`,
	} {
		if got := Text(in); got != want {
			t.Errorf("%q is shown as %q, want %q", in, got, want)
		}
	}
	if got := Line("a\nb\t\x1b"); got != `a\nb\t\x1b` {
		t.Errorf("%q", got)
	}
}
