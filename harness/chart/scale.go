package chart

import (
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
)

// scale maps values to positions on the page.
type scale struct {
	lo, hi   float64         // values at the two ends, lo < hi
	from, to vg.Length       // positions of lo and hi
	norm     plot.Normalizer // linear or logarithmic
}

// at returns the position of v, which may lie outside the two ends.
func (s scale) at(v float64) vg.Length {
	return s.from + vg.Length(s.norm.Normalize(s.lo, s.hi, v))*(s.to-s.from)
}

// clamp moves v to the closer end if it lies outside.
func (s scale) clamp(v float64) float64 { return min(max(v, s.lo), s.hi) }

// minorRoom is the least length of a decade that gets ticks within it.
const minorRoom = vg.Length(45)

// logAxisTicks returns the ticks of a logarithmic axis that there is room for. A
// tick at anchor keeps its label before any other; 0 prefers the first one.
func logAxisTicks(u Unit, s scale, anchor float64) []plot.Tick {
	ticks := logTicks{u}.Ticks(s.lo, s.hi)
	if s.at(10*s.lo)-s.at(s.lo) < minorRoom {
		ticks = slices.DeleteFunc(ticks, plot.Tick.IsMinor)
	}
	return thin(ticks, s.at, anchor)
}

// labelGap is the least space between two labels of an axis.
const labelGap = vg.Length(9)

// thin removes the labels that would touch a neighbour. It keeps every second,
// third, ... label, so that those left are evenly spaced, and among them that of
// the anchor. A single one says nothing about the scale: then the first or the
// last is kept as well.
func thin(ticks []plot.Tick, at func(float64) vg.Length, anchor float64) []plot.Tick {
	var labels []plot.Tick
	for _, t := range ticks {
		if !t.IsMinor() {
			labels = append(labels, t)
		}
	}
	keep := evenly(labels, at, anchor)
	out := make([]plot.Tick, 0, len(ticks))
	n := 0
	for _, t := range ticks {
		if !t.IsMinor() {
			if !keep(n) {
				t.Label = ""
			}
			n++
		}
		out = append(out, t)
	}
	if len(labels) > mostMarks {
		out = slices.DeleteFunc(out, plot.Tick.IsMinor)
	}
	return out
}

// mostMarks is the number of ticks that may have had a label from which those
// without one would become a solid line.
const mostMarks = 60

// evenly decides which of the labels are kept, by their index.
func evenly(labels []plot.Tick, at func(float64) vg.Length, anchor float64) func(int) bool {
	fixed := max(0, slices.IndexFunc(labels, func(t plot.Tick) bool {
		return math.Abs(t.Value-anchor) <= anchorSlack*math.Abs(anchor)
	}))
	every := 1
	for every < len(labels) && crowded(labels[fixed%every:], every, at) {
		every++
	}
	last := len(labels) - 1
	if fixed-every < 0 && fixed+every > last { // the anchor would be alone
		for _, pair := range [][2]int{{0, fixed}, {fixed, last}, {0, last}} {
			if i, j := pair[0], pair[1]; i < j && !crowded(labels[i:j+1], j-i, at) {
				return func(n int) bool { return n == i || n == j }
			}
		}
	}
	return func(n int) bool { return (n-fixed)%every == 0 }
}

// anchorSlack is the part of its value by which rounding errors may move a tick
// away from the anchor.
const anchorSlack = 1e-9

// crowded reports whether two labels touch when only every n-th is kept.
func crowded(labels []plot.Tick, n int, at func(float64) vg.Length) bool {
	for i := n; i < len(labels); i += n {
		room := at(labels[i].Value) - at(labels[i-n].Value)
		if room < (tickText.Width(labels[i].Label)+tickText.Width(labels[i-n].Label))/2+labelGap {
			return true
		}
	}
	return false
}
