package report

import (
	"github.com/finetune-go/ft/reproduction/paper"
	"gonum.org/v1/plot/vg/draw"
)

// AccuracyFigure draws test accuracy against the number of trainable layers for some tables: ours with its 95 % Wilson
// interval and the paper's beside it.
func (b *Book) AccuracyFigure(name string, tables ...int) (*Figure, error) {
	p := rowPanels{label: "test accuracy (%)", ours: 1, series: []series{
		{"ours, with its 95 % Wilson interval", blue, draw.CircleGlyph{}, -0.2},
		{"the paper's", vermilion, draw.RingGlyph{}, 0.2},
	}}
	for _, id := range tables {
		t, err := paper.TableOf(id)
		if err != nil {
			return nil, err
		}
		panel := rowPanel{table: t, points: make([][]rowPoint, 2)}
		for i, row := range t.Rows {
			if all := b.Measurements(row); len(all) > 0 {
				q := accuracyOf(row)
				low, high, _ := q.interval(all)
				panel.points[0] = append(panel.points[0], rowPoint{i, q.Ours(all).Mean, low, high})
			}
			v := row.Accuracy()
			panel.points[1] = append(panel.points[1], rowPoint{i, v, v, v})
		}
		p.panels = append(p.panels, panel)
	}
	return &Figure{
		Name: name, Width: ColumnWidth, Height: p.height(), draw: p.draw,
		Caption: "Test accuracy against the number of trainable layers: the paper's, and the mean over our seeds with the 95 % Wilson interval of one test.",
	}, nil
}
