package report

import (
	"fmt"

	"github.com/finetune-go/ft/ftlib/paper"
	"gonum.org/v1/plot/vg/draw"
)

// AccuracyFigure draws test accuracy against the number of trainable layers for some tables: ours with its 95 % Wilson
// interval and the paper's beside it.
func (b *Book) AccuracyFigure(name string, tables ...int) (*Figure, error) {
	p := rowPanels{label: "test accuracy (%)", series: []series{
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
		Caption: "Test accuracy against the number of trainable layers, ours and the paper's.",
	}, nil
}

// PeerTime is how long another program took for an epoch of a row, measured on the same machine as our runs.
type PeerTime struct {
	Name            string  `json:"name"` // "Keras 3 on TensorFlow"
	Model           string  `json:"model"`
	Trainable       int     `json:"trainable"`
	SecondsPerEpoch float64 `json:"seconds_per_epoch"` // with its evaluation, hold-out split
	Hardware        string  `json:"hardware"`
}

// TimeFigure draws training time against the number of trainable layers for hold-out tables: ours, the paper's, and a
// peer's measured here, if there are any measurements.
func (b *Book) TimeFigure(name string, peers []PeerTime, tables ...int) (*Figure, error) {
	p := rowPanels{label: "seconds", log: true, share: true, series: []series{
		{"ours", blue, draw.CircleGlyph{}, -0.25},
		{"the paper's, on Colab", vermilion, draw.RingGlyph{}, 0.25},
	}}
	if len(peers) > 0 {
		p.series = append(p.series, series{peers[0].Name + ", measured here", green, draw.TriangleGlyph{}, 0})
	}
	for _, id := range tables {
		t, err := paper.TableOf(id)
		if err != nil {
			return nil, err
		}
		if t.Protocol != paper.Holdout && len(peers) > 0 {
			return nil, fmt.Errorf("table %d is of a cross-validation: a peer's time is of a hold-out epoch", id)
		}
		panel := rowPanel{table: t, points: make([][]rowPoint, len(p.series))}
		for i, row := range t.Rows {
			if all := b.Measurements(row); len(all) > 0 {
				if s := trainTime.Ours(all); s.Mean > 0 { // not so where times were not recorded
					panel.points[0] = append(panel.points[0], rowPoint{i, s.Mean, s.Min, s.Max})
				}
			}
			panel.points[1] = append(panel.points[1], rowPoint{i, row.Seconds, row.Seconds, row.Seconds})
			for _, peer := range peers {
				if peer.Model == row.Model && peer.Trainable == row.Trainable {
					v := peer.SecondsPerEpoch * float64(row.Epochs)
					panel.points[2] = append(panel.points[2], rowPoint{i, v, v, v})
				}
			}
		}
		p.panels = append(p.panels, panel)
	}
	return &Figure{
		Name: name, Width: ColumnWidth, Height: p.height(), draw: p.draw,
		Caption: "Training time against the number of trainable layers; the machines differ, so only the slopes compare.",
	}, nil
}
