package nb

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/janpfeifer/gonb/gonbui/protocol"
	"github.com/janpfeifer/must"
)

func TestParam(t *testing.T) {
	for name, value := range map[string]string{"n": "20", "seed": "7", "rate": " 1e-3 ", "full": "true", "net": "vgg16",
		"rows": "6,16", "none": ""} {
		t.Setenv("FT_SET_"+name, value)
	}
	check := func(got, want any) {
		t.Helper()
		if !reflect.DeepEqual(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	}
	check(Param("n", 1), 20)
	check(Param("seed", uint32(1)), uint32(7))
	check(Param("rate", 1.0), 0.001)
	check(Param("full", false), true)
	check(Param("net", "resnet50"), "vgg16")
	check(Param("rows", []int{3}), []int{6, 16})
	check(Param("none", []int{3}), []int{})
	check(Param("rows", []string(nil)), []string{"6", "16"})
	check(Param("absent", 3), 3)
}

func TestParseSaysWhatIsRight(t *testing.T) {
	if _, err := parse[int]("many"); err == nil || err.Error() != "a whole number" {
		t.Errorf("got %v", err)
	}
	if _, err := parse[[]int]("6;16"); err == nil || !strings.Contains(err.Error(), "commas") {
		t.Errorf("got %v", err)
	}
	if _, err := parse[uint32]("-1"); err == nil {
		t.Error("a negative seed was taken")
	}
}

type drawing struct{}

func (drawing) SVG() (string, error) {
	return `<?xml version="1.0"?><svg width="480pt" height="96pt"></svg>`, nil
}
func (drawing) PNG() ([]byte, error) { return []byte("png"), nil }
func (drawing) PDF() ([]byte, error) { return []byte("pdf"), nil }
func (drawing) String() string       { return "what it shows" }

// TestBundle checks that a figure goes in all formats, as one output, with a text in its place and one size.
func TestBundle(t *testing.T) {
	got, err := bundle("place", drawing{})
	if err != nil {
		t.Fatal(err)
	}
	want := &protocol.DisplayData{
		Data: map[protocol.MIMEType]any{"image/svg+xml": `<svg width="480pt" height="96pt"></svg>`,
			"image/png":       []byte("png"),
			"application/pdf": []byte("pdf"), "text/plain": "what it shows"},
		Metadata:  map[string]any{"alt": "what it shows", "image/png": map[string]int{"width": 640, "height": 128}},
		DisplayID: "place",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v", got)
	}
}

// TestMust checks in a process of its own that an error of must ends it with one line.
func TestMust(t *testing.T) {
	if os.Getenv("FT_TEST_MUST") != "" {
		must.M1(0, errors.New("no such run"))
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestMust$")
	cmd.Env = append(os.Environ(), "FT_TEST_MUST=1")
	out, err := cmd.CombinedOutput()
	if err == nil || string(out) != "error: no such run\n" {
		t.Errorf("%v, printed %q", err, out)
	}
}

func TestLiveRedraws(t *testing.T) {
	clock := time.Unix(0, 0)
	var shown []string
	l := NewLive()
	l.now = func() time.Time { return clock }
	l.show = func(id, html string) { shown = append(shown, html) }
	for i := range 10 {
		l.Update(func() string { return fmt.Sprint(i) })
		clock = clock.Add(100 * time.Millisecond)
	}
	l.Final("end")
	if got := strings.Join(shown, " "); got != "0 3 6 9 end" {
		t.Errorf("got %q", got)
	}
}
