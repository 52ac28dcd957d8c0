// Package figure draws runs for a paper and for a notebook: learning curves, confusion matrices, measured values,
// images and the networks themselves, as wide as a column, with their font, as SVG, PDF and PNG.
//
//	r, err := run.Read("results/runs/mine")
//	err = figure.Curves(r).Accuracy().Save("curves.pdf")
//	confusion, err := figure.Confusion("confusion", r)
//	err = confusion.SaveAll("figures")
//
// A file is the same each time it is drawn of the same runs, byte for byte.
package figure
