// Package report turns run folders into what a paper needs: tables beside the paper's, a verdict on each number,
// figures and one page that tells the whole reproduction.
//
//	book, err := report.Read("results/runs")      // sorts the runs into the paper's rows
//	table, err := book.Table(5)                   // Table 5, each of the paper's numbers beside ours
//	err = table.Write(os.Stdout, report.Markdown)
//	figure, err := book.Figure(10, report.Sources{})
//	err = figure.Save("figure10.pdf")
//
// Every number that a table or figure shows is read from a run folder or from package paper; what was not run is shown
// as not run, with the command that runs it. How numbers are compared stands in rule.go alone.
package report
