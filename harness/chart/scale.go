package chart

import (
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
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

// logAxisTicks returns the ticks of a logarithmic axis that there is room for.
func logAxisTicks(u Unit, s scale) []plot.Tick {
	ticks := logTicks{u}.Ticks(s.lo, s.hi)
	if s.at(10*s.lo)-s.at(s.lo) < minorRoom {
		ticks = slices.DeleteFunc(ticks, plot.Tick.IsMinor)
	}
	return thin(ticks, tickText, s.at)
}

// labelGap is the least space between two labels of an axis.
const labelGap = vg.Length(9)

// thin removes the labels that would touch a neighbour. It keeps every second,
// third, ... label, so that those left are evenly spaced.
func thin(ticks []plot.Tick, sty draw.TextStyle, at func(float64) vg.Length) []plot.Tick {
	var labels []plot.Tick
	for _, t := range ticks {
		if !t.IsMinor() {
			labels = append(labels, t)
		}
	}
	every := 1
	for every < len(labels) && crowded(labels, every, sty, at) {
		every++
	}
	out := make([]plot.Tick, 0, len(ticks))
	n := 0
	for _, t := range ticks {
		if !t.IsMinor() {
			if n%every != 0 {
				t.Label = ""
			}
			n++
		}
		out = append(out, t)
	}
	return out
}

// crowded reports whether two labels touch when only every n-th is kept.
func crowded(labels []plot.Tick, n int, sty draw.TextStyle, at func(float64) vg.Length) bool {
	for i := n; i < len(labels); i += n {
		room := at(labels[i].Value) - at(labels[i-n].Value)
		if room < (sty.Width(labels[i].Label)+sty.Width(labels[i-n].Label))/2+labelGap {
			return true
		}
	}
	return false
}
