//go:build cgo

package main

import (
	"errors"
	"slices"

	"github.com/finetune-go/ft/ftlib/run"
	"github.com/finetune-go/ft/internal/drawn"
	"github.com/finetune-go/ft/reproduction/paper"
	"github.com/finetune-go/ft/reproduction/plan"
)

// pick returns the rows that the flags name.
func (p *reproduction) pick() (rows []paper.Row, err error) {
	switch {
	case p.all && (p.table != 0 || p.rows != nil):
		return nil, usageError{errors.New("--all is every table: leave out --table and --rows")}
	case p.all:
		for _, t := range paper.Tables() {
			rows = append(rows, t.Rows...)
		}
	case p.table == 0 && p.rows != nil:
		return nil, usageError{errors.New("--rows needs --table")}
	case p.table == 0:
		for _, id := range [][2]int{{1, 3}, {5, 6}} {
			row, err := paper.Find(id[0], id[1])
			if err != nil {
				return nil, err
			}
			rows = append(rows, row)
		}
	case p.rows == nil:
		if rows, err = paper.Rows(p.table); err != nil {
			return nil, usageError{err}
		}
	}
	slices.Sort(p.rows)
	for _, n := range slices.Compact(p.rows) { // a row named twice is one
		row, err := paper.Find(p.table, n)
		if err != nil {
			return nil, usageError{err}
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// wants are the trainings of the rows. Those of the headline are as long as the paper's.
func (p *reproduction) wants(rows []paper.Row) (wants []plan.Want) {
	share := p.share && !p.headline()
	for _, row := range rows {
		for seed := 1; seed <= p.seedsOf(row); seed++ {
			for _, c := range row.Configs(uint32(seed), share) {
				wants = append(wants, plan.Want{Row: row, Config: p.change(c)})
			}
		}
	}
	return wants
}

// seedsOf is the number of seeds of a row: as asked; else one for the headline, and the row's own number for a table.
func (p *reproduction) seedsOf(row paper.Row) int {
	switch {
	case p.seeds > 0:
		return p.seeds
	case p.headline():
		return 1
	}
	return plan.Seeds(row)
}

// change applies what the flags say about every training.
func (p *reproduction) change(c run.Config) run.Config {
	if p.demo {
		c.Data = drawn.Name
	}
	if p.epochs > 0 {
		c.Epochs = p.epochs
	}
	return c
}

// headline says whether this is the main job: no table was named.
func (p *reproduction) headline() bool { return p.table == 0 && !p.all }
