package table_test

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/finetune-go/ft/ftlib/table"
)

func write(t *testing.T, of table.Table, format table.Format) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := of.Write(&b, format); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestEscaping(t *testing.T) {
	escaped := table.Table{
		Name: "x", Caption: "Table 7: fifty % & more", Columns: []table.Column{{Head: "a_b"}, {Head: "n", Right: true}},
		Rows:  [][]string{{`x|y*z\`, "-1.25"}, {"<b>", "not run"}, {"1 ± 2", "12.5"}, {"\x1b[31mred", "1"}},
		Notes: []string{"Run `ft x_y --n 3`"},
	}
	for format, wants := range map[table.Format][]string{
		table.Markdown: {`x\|y\*z\\`, "&lt;b&gt;", "`ft x_y --n 3`", "| ------: |"},
		table.LaTeX: {`a\_b`, `x\textbar{}y*z\textbackslash{}`,
			`S[table-format=+2.2,group-minimum-digits=12,retain-explicit-plus]`, `\caption{Fifty \% \& more}`, `{not run}`,
			`{n}`, `1 $\pm$ 2`, `\texttt{ft x\_y`},
		table.HTML: {"&lt;b&gt;", `>\x1b[31mred<`, "<code>ft x_y --n 3</code>", `<td class="n">-1.25</td>`},
		table.CSV:  {"a_b,n\n", "1 ± 2,12.5"},
	} {
		got := string(write(t, escaped, format))
		for _, want := range wants {
			if !strings.Contains(got, want) {
				t.Errorf("%s: no %q in\n%s", format, want, got)
			}
		}
	}
	escaped.Rows = append(escaped.Rows, []string{"short"})
	if err := escaped.Write(&bytes.Buffer{}, table.CSV); err == nil {
		t.Error("a short row must be an error")
	}
	if err := (table.Table{}).Write(&bytes.Buffer{}, "doc"); err == nil {
		t.Error("an unknown format must be an error")
	}
}

func ExampleTable() {
	t := table.Table{Name: "seeds", Caption: "Accuracy by seed",
		Columns: []table.Column{{Head: "seed", Right: true}, {Head: "accuracy (%)", Right: true}, {Head: "ran on"}},
		Notes:   []string{"Each is one training."}}
	for i, accuracy := range []float64{97.531, 98.148} {
		t.Rows = append(t.Rows, []string{strconv.Itoa(i + 1), table.Decimals(2)(accuracy), "a card"})
	}
	fmt.Println(t)
	if err := t.Write(os.Stdout, table.Markdown); err != nil {
		fmt.Println(err)
	}
	// Output:
	// Accuracy by seed
	// seed  accuracy (%)  ran on
	//    1         97.53  a card
	//    2         98.15  a card
	// Each is one training.
	//
	// **Accuracy by seed**
	//
	// | seed | accuracy (%) | ran on |
	// | ---: | -----------: | ------ |
	// |    1 |        97.53 | a card |
	// |    2 |        98.15 | a card |
	//
	// Each is one training.
}
