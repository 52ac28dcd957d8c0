package report_test

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/finetune-go/ft/ftlib/report"
	"golang.org/x/image/font/opentype"
)

func render(t *testing.T, f *report.Figure, format string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := f.Write(&b, format); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestSVGCarriesItsFont(t *testing.T) {
	svg := render(t, report.FoldScheme([]int{162, 162, 162, 161, 161}), "svg")
	decoder := xml.NewDecoder(bytes.NewReader(svg))
	for {
		if _, err := decoder.Token(); err == io.EOF {
			break
		} else if err != nil {
			t.Fatalf("no XML: %v", err)
		}
	}
	fonts := regexp.MustCompile(`base64,([A-Za-z0-9+/=]+)\) format`).FindAllSubmatch(svg, -1)
	if len(fonts) != 2 {
		t.Fatalf("%d fonts, want regular and bold", len(fonts))
	}
	for _, f := range fonts {
		ttf, err := base64.StdEncoding.DecodeString(string(f[1]))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := opentype.Parse(ttf); err != nil {
			t.Error(err)
		}
		if len(ttf) > 100_000 {
			t.Errorf("font of %d bytes is not cut down", len(ttf))
		}
	}
	t.Logf("SVG of %d bytes", len(svg))
}

func TestFilesAreTheSameEachTime(t *testing.T) {
	for _, format := range []string{"svg", "pdf", "png"} {
		var both [2][]byte
		for i := range both {
			f, err := report.Curves(onlyModel("vgg16", "holdout")...).Figure()
			if err != nil {
				t.Fatal(err)
			}
			both[i] = render(t, f, format)
		}
		if !bytes.Equal(both[0], both[1]) {
			t.Errorf("%s differs from one time to the next", format)
		}
		t.Logf("%s of %d bytes", format, len(both[0]))
	}
}

func TestPDFEmbedsItsFont(t *testing.T) {
	pdf := render(t, report.Approaches(), "pdf")
	if n := bytes.Count(pdf, []byte("/FontFile2")); n != 1 {
		t.Errorf("%d embedded fonts, want 1: bold letters are outlines", n)
	}
	if !bytes.Contains(pdf, []byte("D:20230226000000")) {
		t.Error("the date is not fixed")
	}
}

func TestFigureErrors(t *testing.T) {
	if err := report.Approaches().Write(io.Discard, "bmp"); err == nil || !strings.Contains(err.Error(), ".svg") {
		t.Error(err)
	}
	if err := report.FoldScheme(nil).Write(io.Discard, "png"); err == nil {
		t.Error("no folds must be an error")
	}
	if err := report.Curves().Save("testdata/none.png"); err == nil {
		t.Error("no runs must be an error")
	}
	if err := report.Curves(someRuns()...).Save("testdata/none.png"); err == nil || !strings.Contains(err.Error(), "several models") {
		t.Error(err)
	}
	if _, err := report.Confusion("confusion"); err == nil {
		t.Error("no runs must be an error")
	}
}
