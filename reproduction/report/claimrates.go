package report

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/finetune-go/ft/reproduction/paper"
)

// atOtherRates says for each claim, by its number, which verdict it would get with VGG16 trained at another learning rate
// of Adadelta than ours. Claims which nothing that was run at another rate changes are not in it.
func (b *Book) atOtherRates() map[int]string {
	books := b.byRate()
	says := map[int]string{}
	for _, c := range paper.Claims() {
		ours := c.Judge(b.Evidence()).Verdict
		rates := map[paper.Verdict][]string{}
		for _, rate := range slices.Sorted(maps.Keys(books)) {
			// Open: only rows that were not run at that rate make the difference.
			if f := c.Judge(books[rate].Evidence()); f.Verdict != ours && !f.Open {
				rates[f.Verdict] = append(rates[f.Verdict], rateText(rate))
			}
		}
		var parts []string
		for _, v := range slices.Sorted(maps.Keys(rates)) {
			parts = append(parts, fmt.Sprintf("%s with %s", v, list(rates[v])))
		}
		if parts != nil {
			says[c.Number] = fmt.Sprintf("rests on Adadelta's learning rate, which the paper does not give: %s with ours, %g, but %s",
				ours, ourRate(), strings.Join(parts, " and "))
		}
	}
	return says
}
