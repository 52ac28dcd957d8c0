//go:build cgo

package main

import (
	"fmt"
	"strconv"

	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/ftlib/table"
	"github.com/finetune-go/ft/reproduction/bench"
	"github.com/finetune-go/ft/reproduction/report"
	"github.com/finetune-go/ft/reproduction/versus"
)

func right(heads ...string) (columns []table.Column) {
	for _, h := range heads {
		columns = append(columns, table.Column{Head: h, Right: true})
	}
	return columns
}

func fixed(digits int, v float64) string { return strconv.FormatFloat(v, 'f', digits, 64) }

// significant writes times of very different sizes with three digits.
func significant(v float64) string {
	switch {
	case v >= 100:
		return fixed(0, v)
	case v >= 10:
		return fixed(1, v)
	case v >= 1:
		return fixed(2, v)
	}
	return fixed(3, v)
}

func gib(bytes int64) string { return fixed(2, float64(bytes)/(1<<30)) }

// benchTables shows a measurement: a table for each of its parts, and one of the machine.
func benchTables(r *bench.Report) (tables []table.Table) {
	for _, t := range []table.Table{rowsTable(r), overheadTable(r), networksTable(r), machineTable(r)} {
		if len(t.Rows) > 0 {
			tables = append(tables, t)
		}
	}
	return tables
}

func rowsTable(r *bench.Report) table.Table {
	t := table.Table{Name: "rows", Caption: "Training on the frozen prefix, 646 images an epoch and 162 to evaluate",
		Columns: append([]table.Column{{Head: "row"}}, right("s/epoch", "ms/step", "evaluation (s)", "compile (s)",
			"prefix, once (s)",
			"GFLOP/s", "of peak (%)", "peak memory (GiB)")...)}
	for _, x := range r.Rows {
		t.Rows = append(t.Rows, []string{x.Row.String(), significant(x.Seconds), significant(1000 * x.Step),
			significant(x.Evaluation),
			significant(x.Compile), significant(x.Prefix), fixed(1, x.Rate), fixed(0, 100*x.Share), gib(x.Memory)})
	}
	return t
}

func overheadTable(r *bench.Report) table.Table {
	t := table.Table{Name: "overhead",
		Caption: "The step of the head-only rows beside its products and its update alone, both through XLA, in milliseconds",
		Columns: append([]table.Column{{Head: "row"}}, right("step", "products", "step less products", "update",
			"less both")...)}
	for _, x := range r.Rows {
		if v := x.Overhead; v != nil {
			t.Rows = append(t.Rows, []string{x.Row.String(), fixed(3, v.Step), fixed(3, v.Products), fixed(3, v.Beyond),
				fixed(3, v.Update), fixed(3, v.Rest)})
		}
	}
	return t
}

func networksTable(r *bench.Report) table.Table {
	t := table.Table{Name: "networks", Caption: "Images through a whole network",
		Columns: append([]table.Column{{Head: "network"}}, right("prefix (images/s)", "compile (s)", "GFLOP/s", "of peak (%)",
			"prediction (images/s)", "GFLOP/s", "peak memory (GiB)")...)}
	for _, x := range r.Networks {
		t.Rows = append(t.Rows, []string{x.Model, significant(x.Prefix), significant(x.Compile), fixed(1, x.Rate),
			fixed(0, 100*x.Share),
			significant(x.Predict), fixed(1, x.PredictRate), gib(x.Memory)})
	}
	return t
}

func machineTable(r *bench.Report) table.Table {
	t := table.Table{Name: "machine", Caption: "The machine",
		Columns: append([]table.Column{{Head: "device"}, {Head: "backend"}},
			right("threads", "memory (GiB)", "peak (GFLOP/s)")...)}
	row := []string{r.Hardware.Device, r.Hardware.Backend, strconv.Itoa(r.Hardware.Threads), gib(r.Hardware.Memory),
		fixed(0, r.Peak)}
	if r.Start != nil {
		t.Columns = append(t.Columns, right("plugin opens (s)", "ft predict, one image (s)")...)
		row = append(row, fixed(2, r.Start.Open), fixed(2, r.Start.Predict))
	}
	t.Rows = [][]string{row}
	t.Notes = []string{"Measured " + r.Measured + "; " + report.Versions(r.Versions) + ". Rates count direct " +
		"convolutions, two FLOP a multiplication and addition; " +
		"the peak is a float32 product of 2048x2048 matrices through XLA."}
	return t
}

// versusTable shows a comparison with a peer.
func versusTable(all []versus.Result) table.Table {
	t := table.Table{Name: "versus",
		Caption: "Beside " + all[0].Peer + ": a row of 100 epochs, compiling and prefix included",
		Columns: append([]table.Column{{Head: "row"}}, right("its s/epoch", "our s/epoch", "our prefix (s)",
			"ratio of the row", "its images/s", "our images/s", "largest difference")...)}
	var h run.Hardware
	for _, v := range all {
		t.Rows = append(t.Rows, []string{v.Row.String(), significant(v.Seconds), significant(v.OursSeconds),
			significant(v.OursPrefix), significant(v.Ratio),
			significant(v.Predict), significant(v.OursPredict), fmt.Sprintf("%.1e", v.Difference)})
		h = v.Hardware
	}
	t.Notes = []string{fmt.Sprintf("%s, %d threads, measured %s; %s. An epoch is reckoned from the fastest step, of "+
		"those that both took in turn for some seconds, and one evaluation. Images/s are those of its predict and of "+
		"our prefix; the difference is the largest one between the class probabilities of the two networks.",
		h.Device, h.Threads, all[0].Measured, report.Versions(all[0].Versions))}
	return t
}
