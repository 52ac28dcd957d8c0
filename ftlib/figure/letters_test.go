package figure_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/finetune-go/ft/ftlib/figure"
	"github.com/finetune-go/ft/ftlib/run"
)

// confused is a finished run on classes of these names, with one mistake in each.
func confused(classes ...string) *run.Run {
	counts := make([][]int, len(classes))
	for i := range counts {
		counts[i] = make([]int, len(classes))
		counts[i][i], counts[i][(i+1)%len(classes)] = 20, 1
	}
	return &run.Run{Dir: "runs/letters", Result: &run.Result{Classes: classes, Confusion: counts}}
}

// TestLettersOfClassNames draws names beyond ASCII, some of which the font does not have.
func TestLettersOfClassNames(t *testing.T) {
	figure := func(classes ...string) *figure.Figure {
		f, err := figure.Confusion("letters", confused(classes...))
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	for _, format := range []string{"png", "pdf"} {
		if bytes.Equal(render(t, figure("Łoś", "кот"), format), render(t, figure("o", ""), format)) {
			t.Errorf("%s: letters are missing", format)
		}
		if got, want := render(t, figure("猫犬", "a犬"), format), render(t, figure("[U+732B 72AC]", "a[U+72AC]"),
			format); !bytes.Equal(got, want) {
			t.Errorf("%s: letters that the font does not have are not question marks", format)
		}
	}
	svg := string(render(t, figure("naïve", "œuvre", "λόγος"), "svg"))
	for _, name := range []string{"naïve", "œuvre", "λόγος"} {
		if !strings.Contains(svg, ">"+name+"<") {
			t.Errorf("the SVG does not have %s", name)
		}
	}
	if n := strings.Count(svg, "base64,"); n != 2 {
		t.Errorf("the SVG has %d fonts, want regular and bold", n)
	}
}

// TestManyClasses draws long names and more classes than cells have space for numbers.
func TestManyClasses(t *testing.T) {
	for _, n := range []int{2, 10, 40, 120} {
		var classes []string
		for i := range n {
			classes = append(classes, fmt.Sprintf("class_number_%03d", i))
		}
		f, err := figure.Confusion("many", confused(classes...))
		if err != nil {
			t.Fatal(err)
		}
		svg := string(render(t, f, "svg"))
		if !strings.Contains(svg, ">class_number_000 1<") || !strings.Contains(svg, "by its number") {
			t.Errorf("%d classes: the first has no whole name", n)
		}
		// With 120 classes a column's number is 20, too.
		if counts := strings.Contains(svg, ">20<"); n < 120 && counts != (n <= 10) {
			t.Errorf("%d classes: counts are shown: %t", n, counts)
		}
	}
}
