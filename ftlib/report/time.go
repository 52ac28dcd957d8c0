package report

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/finetune-go/ft/ftlib/paper"
	"gonum.org/v1/plot/vg/draw"
)

// PeerTime is how long another program took for an epoch of a row, measured on a machine of ours: a line of
// results/bench/keras.json.
type PeerTime struct {
	Row struct {
		Model     string `json:"model"`
		Trainable int    `json:"trainable"`
	} `json:"row"`
	Peer            string  `json:"peer"`              // "keras"
	SecondsPerEpoch float64 `json:"seconds_per_epoch"` // with its evaluation, hold-out split
	Hardware        string  `json:"hardware"`
}

// readPeers reads times; a file that isn't there holds none.
func readPeers(path string) ([]PeerTime, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	var peers []PeerTime
	if err == nil {
		err = json.Unmarshal(text, &peers)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w: measure it again", path, err)
	}
	return peers, nil
}

// peer is the time of a row, if it was measured.
func (b *Book) peer(row paper.Row) (PeerTime, bool) {
	for _, p := range b.Peers {
		if p.Row.Model == row.Model && p.Row.Trainable == row.Trainable {
			return p, true
		}
	}
	return PeerTime{}, false
}

// peerName is a program's name as it writes itself.
func peerName(peer string) string {
	if peer == "" {
		return "another program"
	}
	return strings.ToUpper(peer[:1]) + peer[1:]
}

// TimeFigure draws training time against the number of trainable layers for hold-out tables: ours, the paper's, and a
// peer's measured here, if there are any measurements.
func (b *Book) TimeFigure(name string, tables ...int) (*Figure, error) {
	p := rowPanels{label: "seconds", log: true, share: true, series: []series{
		{"ours", blue, draw.CircleGlyph{}, -0.25},
		{"the paper's, on Colab", vermilion, draw.RingGlyph{}, 0.25},
	}}
	if len(b.Peers) > 0 {
		p.series = append(p.series, series{peerName(b.Peers[0].Peer) + "'s, measured here", green, draw.TriangleGlyph{}, 0})
	}
	for _, id := range tables {
		t, err := paper.TableOf(id)
		if err != nil {
			return nil, err
		}
		if t.Protocol != paper.Holdout && len(b.Peers) > 0 {
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
			if peer, ok := b.peer(row); ok {
				v := peer.SecondsPerEpoch * float64(row.Epochs)
				panel.points[2] = append(panel.points[2], rowPoint{i, v, v, v})
			}
		}
		p.panels = append(p.panels, panel)
	}
	return &Figure{
		Name: name, Width: ColumnWidth, Height: p.height(), draw: p.draw,
		Caption: "Training time against the number of trainable layers, hold-out split. The paper's is of another machine: only its slope compares with ours.",
	}, nil
}

// EpochTimes is the table of seconds an epoch takes: ours, a peer's measured here, and the paper's.
func (b *Book) EpochTimes() Table {
	t := Table{
		Name: "times", Caption: "Seconds an epoch takes, with its evaluation, hold-out split",
		Columns: []Column{{Head: "network"}, {"N", true}, {"paper, on Colab", true}, {"ours", true}, {"seeds", true}},
	}
	if len(b.Peers) > 0 {
		name := peerName(b.Peers[0].Peer)
		t.Columns = append(t.Columns, Column{name + ", measured here", true}, Column{name + " / ours", true}, Column{Head: "hardware of " + name})
	}
	for _, id := range []int{1, 5} { // which trainings of 200 epochs fill, too
		rows, _ := paper.Rows(id)
		for _, row := range rows {
			all := b.Measurements(row)
			peer, ok := b.peer(row)
			if len(all) == 0 && !ok {
				continue
			}
			line := []string{paper.ModelName(row.Model), strconv.Itoa(row.Trainable), decimals(2)(row.Seconds / float64(row.Epochs)), string(NotRun), ""}
			ours := trainTime.Ours(all).Mean / float64(row.Epochs)
			if len(all) > 0 {
				line[3], line[4] = digits(3)(ours), strconv.Itoa(len(all))
			}
			if len(b.Peers) > 0 {
				seconds, ratio := "–", ""
				if ok {
					seconds = digits(3)(peer.SecondsPerEpoch)
				}
				if ok && ours > 0 {
					ratio = decimals(1)(peer.SecondsPerEpoch / ours)
				}
				line = append(line, seconds, ratio, peer.Hardware)
			}
			t.Rows = append(t.Rows, line)
		}
	}
	return t
}
