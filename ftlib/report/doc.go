// Package report turns run folders into what a paper needs: tables beside the paper's, a verdict on each number,
// figures and one page that tells the whole reproduction.
//
//	runs, err := run.List("results/runs")
//	book := report.New(runs)                             // sorts the runs into the paper's rows
//	err = book.Table(5).Write(os.Stdout, report.Markdown) // Table 5, the paper's layout beside ours
//	err = report.Curves(runs...).Panels("6", "16").Save("fig10.pdf")
//
// Every number that a table or figure shows is read from a run folder or from package paper; what was not run is shown
// as not run, with the command that runs it. How numbers are compared stands in rule.go alone.
package report
