// Package report turns run folders into what a paper needs: tables beside the paper's, a verdict on each number,
// figures and one page that tells the whole reproduction.
//
//	book, err := report.Read("results/runs")      // compares each of the paper's numbers with what the runs gave
//	t, err := book.Table(5)                       // Table 5, each of the paper's numbers beside ours
//	err = t.Write(os.Stdout, table.Markdown)
//	f, err := book.Figure(10, report.Sources{})
//	err = f.Save("figure10.pdf")
//
// Every number that a table or figure shows is read from a run folder or from package paper; what was not run is shown
// as not run, with the command that runs it. How numbers are compared stands in agreement.go, what its outcome means
// for a claim in package paper; page.md has both in words.
package report
