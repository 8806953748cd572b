package chart

import (
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
)

// xScale returns a horizontal axis around values, which may be empty;
// positions are filled in later.
func (a Axis) xScale(values []float64) scale {
	if a.Spacing == Steps {
		return scale{lo: -halfStep, hi: float64(len(a.Names)) - halfStep, norm: plot.LinearScale{}}
	}
	s := a.yScale(values)
	if a.Spacing == Linear { // markers do not lie on its end
		s.hi += (s.hi - s.lo) * linearPad
	}
	return s
}

// linearPad widens a linear axis, as a part of its length: a horizontal one at its
// far end, and any at the near end where that is not zero.
const linearPad = 0.03

// yScale is the same for a vertical axis.
func (a Axis) yScale(values []float64) scale {
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, v := range slices.Concat(values, []float64{a.Min, a.Max}) {
		if v != 0 || a.Spacing == Linear && a.Min == 0 {
			lo, hi = min(lo, v), max(hi, v)
		}
	}
	if lo > hi { // nothing to show, or only zeros on an axis that starts elsewhere
		lo, hi = 1, 1
	}
	if a.Spacing == Linear {
		if lo == hi {
			hi = lo + max(1, math.Abs(lo))
		}
		if a.Min > 0 {
			lo -= (hi - lo) * linearPad
		}
		return scale{lo: lo, hi: hi, norm: plot.LinearScale{}}
	}
	lo, hi = padLog(lo, hi)
	return scale{lo: lo, hi: hi, norm: plot.LogScale{}}
}

// xTicks returns the ticks of a horizontal axis that there is room for.
func (a Axis) xTicks(s scale) []plot.Tick {
	var ticks []plot.Tick
	switch {
	case a.Spacing == Steps:
		for i, name := range a.Names {
			ticks = append(ticks, plot.Tick{Value: float64(i), Label: elide(tickText, name, s.to-s.from)})
		}
		return thin(ticks, s.at, 0)
	case a.Ticks != nil:
		return a.chosen(s, tickText.Width)
	case a.Spacing == Linear:
		return thin(linearTicks{a.Unit, singleTicks}.Ticks(s.lo, s.hi), s.at, 0)
	}
	return logAxisTicks(a.Unit, s, 0)
}

// chosen returns the ticks that the caller named; size is that of a label along
// the axis. A label that would touch one that comes before it is left out.
func (a Axis) chosen(s scale, size func(label string) vg.Length) []plot.Tick {
	type taken struct{ at, width vg.Length }
	var labels []taken
	values := slices.DeleteFunc(slices.Clone(a.Ticks), func(v float64) bool { return v < s.lo || v > s.hi })
	ticks := labelled(a.Unit, values)
	for i := range ticks {
		t := &ticks[i]
		own := taken{s.at(t.Value), size(t.Label)}
		if slices.ContainsFunc(labels, func(o taken) bool {
			return max(own.at-o.at, o.at-own.at) < (own.width+o.width)/2+labelGap
		}) {
			t.Label = ""
		} else {
			labels = append(labels, own)
		}
	}
	return ticks
}

// leastRow is the distance between two labels of a vertical axis at least, as a
// multiple of the height of a line.
const leastRow = 1.15

// yTicks returns the labelled ticks of a vertical axis; positions of s count
// downwards.
func (a Axis) yTicks(s scale, want int) []plot.Tick {
	var ticks []plot.Tick
	switch {
	case a.Ticks != nil:
		return slices.DeleteFunc(a.chosen(s, func(string) vg.Length { return tickText.Font.Size - labelGap/2 }), plot.Tick.IsMinor)
	case a.Spacing == Linear:
		ticks = linearTicks{a.Unit, want}.Ticks(s.lo, s.hi)
	default:
		ticks = slices.DeleteFunc(logTicks{a.Unit}.Ticks(s.lo, s.hi), plot.Tick.IsMinor)
	}
	every := 1
	for every < len(ticks) && closer(ticks, every, s) {
		every++
	}
	var out []plot.Tick
	for i := 0; i < len(ticks); i += every {
		out = append(out, ticks[i])
	}
	return out
}

// closer reports whether two labels touch when only every n-th is kept.
func closer(ticks []plot.Tick, n int, s scale) bool {
	for i := n; i < len(ticks); i += n {
		if s.at(ticks[i-n].Value)-s.at(ticks[i].Value) < lineHeight(tickText)*leastRow {
			return true
		}
	}
	return false
}

// reach returns the values that the axes of panels have to hold: x, and y with
// the ends of intervals as far as the axis can hold them.
func reach(panels []Panel) (x, y []float64) {
	for _, p := range panels {
		for _, s := range p.all() {
			for _, pt := range s.Points {
				x = append(x, pt.X)
				y = append(y, pt.Y.Mid, pt.Y.Hi)
				if p.Y.holds(pt.Y.Lo) == nil {
					y = append(y, pt.Y.Lo)
				}
			}
		}
		for _, r := range p.References {
			y = append(y, r.Value)
		}
		for _, r := range p.Rows {
			if r.Value != nil {
				x = append(x, r.Value.Lo, r.Value.Mid, r.Value.Hi)
			}
		}
	}
	return x, y
}
