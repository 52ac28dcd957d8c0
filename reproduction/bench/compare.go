package bench

import "fmt"

// tolerance is how much slower a part may be before it counts as a regression.
const tolerance = 0.10

// Regressions lists what takes more than a tenth longer than in an older report, one line each. Reports of different
// machines cannot be compared: then the list is empty and same is false.
func (r *Report) Regressions(old *Report) (lines []string, same bool) {
	if old == nil || old.Hardware.Device != r.Hardware.Device || old.Hardware.Threads != r.Hardware.Threads ||
		old.Hardware.Backend != r.Hardware.Backend {
		return nil, false
	}
	slower := func(what string, before, now float64, unit string) {
		if before > 0 && now > before*(1+tolerance) {
			lines = append(lines, fmt.Sprintf("%s: %.4g %s, was %.4g (%+.0f %%)", what, now, unit, before, 100*(now/before-1)))
		}
	}
	if r.Peak > 0 {
		slower("large matrix product", 1/old.Peak, 1/r.Peak, "s/GFLOP")
	}
	if r.Start != nil && old.Start != nil {
		slower("ft predict on one image", old.Start.Predict, r.Start.Predict, "s")
	}
	for _, now := range r.Networks {
		for _, before := range old.Networks {
			if before.Model == now.Model {
				slower(now.Model+" prefix", 1/before.Prefix, 1/now.Prefix, "s/image")
				slower(now.Model+" prediction", 1/before.Predict, 1/now.Predict, "s/image")
			}
		}
	}
	for _, now := range r.Rows {
		for _, before := range old.Rows {
			if before.Row == now.Row {
				slower(now.Row.String()+" epoch", before.Seconds, now.Seconds, "s")
				slower(now.Row.String()+" prefix", before.Prefix, now.Prefix, "s")
				slower(now.Row.String()+" peak memory", float64(before.Memory)/(1<<30), float64(now.Memory)/(1<<30), "GiB")
			}
		}
	}
	return lines, true
}
