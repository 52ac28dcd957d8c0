package report

import (
	"fmt"
	"strings"

	"github.com/finetune-go/ft/reproduction/paper"
)

// TeX is a LaTeX document that shows how to use the tables, macros and figures in a paper: report.tex of the report's
// folder, which compiles as it is.
func (b *Book) TeX(figures []*Figure) []byte {
	var s strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&s, format+"\n", args...) }
	line("%% Written by ft report: how to use its tables, macros and figures in a paper.")
	line(`\documentclass[a4paper]{article}`)
	line(`\usepackage[margin=18mm]{geometry}`)
	line(`\usepackage{array,booktabs,siunitx,graphicx}`)
	line(`\input{tables/macros}`)
	line(`\title{%s}`, latexEscape("[Re] Transfer learning by fine-tuning VGG16 and ResNet50"))
	line(`\author{}\date{}`)
	line(`\begin{document}`)
	line(`\maketitle`)
	line(`\noindent A reproduction of %s`, latexEscape(paper.Citation))
	line(`Numbers in the text are macros: with six trainable layers ResNet50 reaches \ftResnetSixAcc\,\%% after 100 epochs,`)
	line(`where the paper has \ftResnetSixAccPaper\,\%%; VGG16 with three reaches \ftVggThreeAcc\,\%%, the paper \ftVggThreeAccPaper\,\%%.`)
	line(`\input{tables/summary}`)
	line(`\input{tables/claims}`)
	for id := 1; id <= 9; id++ {
		line(`\input{tables/table%d}`, id)
		if id < 9 {
			line(`\input{tables/table%d-layout}`, id)
		}
	}
	line(`\clearpage`)
	line(`\input{tables/hardware}`)
	line(`\input{tables/times}`)
	for _, f := range figures {
		line(`\begin{figure}[p]\centering\includegraphics{figures/%s.pdf}\caption{%s}\label{fig:ft-%s}\end{figure}`, f.Name, latexEscape(f.Caption), f.Name)
	}
	line(`\end{document}`)
	return []byte(s.String())
}
