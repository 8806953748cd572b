package quiz

import (
	"math"
	"strings"

	"poolbench/harness/chart"
)

// bar is a line of a drawing: an interval, or a point where lo and hi are those of mid.
type bar struct {
	label       string
	lo, mid, hi float64
	// mark stands at mid: 'o' for what was measured, 'X' for what was predicted.
	mark byte
}

// labelWidth is the column of labels: "you said" is the longest.
const labelWidth = 8

// draw draws bars below each other on one logarithmic scale, in plain ASCII and as wide as told,
// with the ends of the scale in a last line. Nothing is drawn if a number is not positive: there is
// no place for it.
func draw(bars []bar, unit chart.Unit, width int) []string {
	lo, hi := math.Inf(1), 0.0
	for _, b := range bars {
		lo, hi = min(lo, b.lo, b.mid), max(hi, b.hi, b.mid)
	}
	if !(lo > 0) || math.IsInf(hi, 0) {
		return nil
	}
	lo, hi = ends(lo, hi, unit)
	columns := width - labelWidth - 2
	place := func(v float64) int {
		at := math.Log(v/lo) / math.Log(hi/lo) * float64(columns-1)
		return min(max(int(math.Round(at)), 0), columns-1)
	}
	var lines []string
	for _, b := range bars {
		line := []byte(strings.Repeat(".", columns))
		from, to := place(b.lo), place(b.hi)
		for i := from; i <= to; i++ {
			line[i] = '='
		}
		if from < to {
			line[from], line[to] = '[', ']'
		}
		line[place(b.mid)] = b.mark
		lines = append(lines, pad(b.label, labelWidth)+"  "+string(line))
	}
	left, right := unit.Format(lo), unit.Format(hi)
	middle := columns - letters(left) - letters(right)
	const note = "logarithmic"
	gap := strings.Repeat(" ", max(middle, 1))
	if middle > len(note)+2 {
		before := (middle - len(note)) / 2
		gap = strings.Repeat(" ", before) + note + strings.Repeat(" ", middle-len(note)-before)
	}
	return append(lines, strings.Repeat(" ", labelWidth+2)+left+gap+right)
}

// ends widens a range to round numbers, which are at least a factor of 2 apart.
func ends(lo, hi float64, unit chart.Unit) (from, to float64) {
	steps := []float64{1, 2, 5, 10}
	base := 10.0
	if unit == chart.Bytes {
		steps, base = []float64{1, 2}, 2
	}
	decade := func(v float64) float64 { return math.Pow(base, math.Floor(math.Log(v)/math.Log(base))) }
	from = decade(lo)
	for _, s := range steps {
		if v := decade(lo) * s; v <= lo {
			from = v
		}
	}
	to = decade(hi) * base
	for i := len(steps) - 1; i >= 0; i-- {
		if v := decade(hi) * steps[i]; v >= hi {
			to = v
		}
	}
	if to < 2*from {
		to = 2 * from
	}
	return from, to
}
