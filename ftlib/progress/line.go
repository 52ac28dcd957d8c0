package progress

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// line is the state of unfinished work as plain text; b.mu is held.
func (b *bar) line(now time.Time) string {
	spent := now.Sub(b.start)
	s := b.label + ":"
	if b.total > 0 {
		s += fmt.Sprintf(" %s of %s (%d %%)", number(b.done, b.unit), amount(b.total, b.unit), 100*b.done/b.total)
	} else if b.done > 0 {
		s += " " + amount(b.done, b.unit)
	}
	if b.status != "" {
		s += " " + b.status
	}
	s += " " + seconds(spent)
	if fresh := b.done - b.before; b.total > 0 && fresh > 0 && b.done < b.total {
		s += ", " + seconds(time.Duration(float64(spent)*float64(b.total-b.done)/float64(fresh))) + " left"
	}
	return s
}

// summary is the line that stays when the work is done; b.mu is held.
func (b *bar) summary(now time.Time) string {
	spent := now.Sub(b.start)
	s := b.label + ":"
	fresh := b.done - b.before
	if fresh > 0 {
		s += " " + amount(fresh, b.unit) + " in"
	}
	s += " " + seconds(spent)
	if rate := float64(fresh) / spent.Seconds(); spent > time.Millisecond && rate >= 1 {
		s += " (" + amount(int64(math.Round(rate)), b.unit) + "/s)"
	}
	if b.before > 0 {
		s += ", " + amount(b.before, b.unit) + " before"
	}
	if b.status != "" {
		s += ", " + b.status
	}
	return s
}

func number(n int64, unit string) string {
	if unit == Bytes {
		return amount(n, unit)
	}
	return fmt.Sprint(n)
}

func amount(n int64, unit string) string {
	if unit != Bytes {
		if n == 1 {
			unit = strings.TrimSuffix(unit, "s")
		}
		return fmt.Sprintf("%d %s", n, unit)
	}
	switch f := float64(n); {
	case f >= 1e9:
		return fmt.Sprintf("%.2f GB", f/1e9)
	case f >= 1e6:
		return fmt.Sprintf("%.1f MB", f/1e6)
	case f >= 1e3:
		return fmt.Sprintf("%.1f KB", f/1e3)
	}
	return fmt.Sprintf("%d B", n)
}

func seconds(d time.Duration) string {
	if d < 10*time.Second {
		return fmt.Sprintf("%.1f s", d.Seconds())
	}
	if d < 2*time.Minute {
		return fmt.Sprintf("%.0f s", d.Seconds())
	}
	return d.Round(time.Second).String()
}
