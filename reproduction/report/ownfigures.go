package report

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/finetune-go/ft/ftlib/figure"
	"github.com/finetune-go/ft/reproduction/paper"
	"gonum.org/v1/plot/vg/draw"
)

// accuracyFigure draws test accuracy against the number of trainable layers for some tables: ours with its 95 % Wilson
// interval and the paper's beside it.
func (b *Book) accuracyFigure(name string, tables ...int) *figure.Figure {
	p := figure.Points{Label: "test accuracy (%)", Places: layersN, Expected: 1, Series: []figure.Series{
		{Name: "ours, with its 95 % Wilson interval", Color: figure.Blue, Glyph: draw.CircleGlyph{}, Shift: -0.2},
		{Name: "the paper's", Color: figure.Vermilion, Glyph: draw.RingGlyph{}, Shift: 0.2},
	}}
	var ids []string
	for _, id := range tables {
		ids = append(ids, strconv.Itoa(id))
		panel := b.panel(id, len(p.Series))
		for i, l := range b.lines(id) {
			r := l.accuracy()
			if r.run() {
				panel.Points[0] = append(panel.Points[0], figure.Point{Place: i, Value: r.ours.mean, Low: 100 * r.low,
					High: 100 * r.high})
			}
			panel.Points[1] = append(panel.Points[1], exactly(i, r.paper))
		}
		p.Panels = append(p.Panels, panel)
	}
	return p.Figure(name, fmt.Sprintf("Test accuracy against the number of trainable layers, Tables %s: the paper's, and "+
		"the mean over our seeds with the 95 %% Wilson interval of one test.", list(ids)))
}

// layersN is what the places of our own figures are.
const layersN = "trainable layers N"

// panel is an empty panel for a table, with a place for each of its rows.
func (b *Book) panel(id, series int) figure.Panel {
	p := figure.Panel{Remark: fmt.Sprintf("Table %d", id), Points: make([][]figure.Point, series)}
	for _, l := range b.lines(id) {
		p.Title = fmt.Sprintf("%s, %d epochs", paper.ModelName(l.row().Model), l.row().Epochs)
		p.Places = append(p.Places, strconv.Itoa(l.row().Trainable))
	}
	return p
}

// exactly is a value without a range.
func exactly(place int, v float64) figure.Point {
	return figure.Point{Place: place, Value: v, Low: v, High: v}
}

// timeFigure draws training time against the number of trainable layers for hold-out tables: ours, the paper's, and a
// peer's measured here, if there are any measurements.
func (b *Book) timeFigure(name string, tables ...int) *figure.Figure {
	names, _ := b.byMachine(tables...)
	p := figure.Points{Label: "seconds", Places: layersN, Log: true, Share: true, Expected: max(1, len(names)),
		Series: []figure.Series{
			{Name: "ours", Color: figure.Blue, Glyph: draw.CircleGlyph{}, Shift: -0.25},
		}}
	for _, name := range names[min(1, len(names)):] {
		p.Series = append(p.Series, figure.Series{Name: "ours, " + name, Color: figure.Purple, Glyph: draw.BoxGlyph{},
			Shift: -0.25})
	}
	theirs, peers := len(p.Series), len(p.Series)+1
	p.Series = append(p.Series, figure.Series{Name: "the paper's", Color: figure.Vermilion, Glyph: draw.RingGlyph{},
		Shift: 0.25})
	if len(b.peers) > 0 {
		p.Series = append(p.Series, figure.Series{Name: b.peerName() + ", measured here", Color: figure.Green,
			Glyph: draw.TriangleGlyph{}})
	}
	for _, id := range tables {
		panel := b.panel(id, len(p.Series))
		for i, l := range b.lines(id) {
			for k, name := range names {
				of := slices.DeleteFunc(slices.Clone(l.seeds()), func(m measurement) bool {
					return !slices.Contains(machines([]measurement{m}), name)
				})
				if s := summarize(of, trainTime.ours); s.mean > 0 { // not so where times were not recorded
					panel.Points[k] = append(panel.Points[k], figure.Point{Place: i, Value: s.mean, Low: s.min, High: s.max})
				}
			}
			panel.Points[theirs] = append(panel.Points[theirs], exactly(i, l.row().Seconds))
			if peer, ok := b.peer(l.row()); ok {
				panel.Points[peers] = append(panel.Points[peers], exactly(i, peer.Seconds*float64(l.row().Epochs)))
			}
		}
		p.Panels = append(p.Panels, panel)
	}
	caption := "Training time against the number of trainable layers, hold-out split. Ours is that of the epochs " +
		"with their evaluation, without the frozen layers' output, which is computed once and kept"
	if len(names) > 0 {
		caption += ", on " + names[0]
	}
	if len(names) > 1 {
		caption += " where the mark names no other machine"
	}
	caption += ". The paper's is of Google Colab: only its slope compares with ours."
	if len(b.peers) > 0 {
		caption += fmt.Sprintf(" That of %s is one epoch on %s, by its measured steps, times their number.", b.peerName(),
			machine(b.peers[0].Hardware))
	}
	return p.Figure(name, caption)
}
