package chart

import (
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
)

// The strokes of axes, in points.
const (
	gridStroke  = vg.Length(0.8)
	spineStroke = vg.Length(0.9)
	majorTick   = vg.Length(4)
	minorTick   = vg.Length(2.2)

	// tickDrop is the distance from a horizontal axis to the baseline of its
	// labels.
	tickDrop = vg.Length(14.5)
	// axisHeight is the space that a horizontal axis takes below the data.
	axisHeight = vg.Length(18)
	// axisTitleHeight is the space of a title under a horizontal axis.
	axisTitleHeight = vg.Length(18)
)

// xGrid draws a vertical grid line at every tick with a label.
func xGrid(p pen, ticks []plot.Tick, x scale, top, bottom vg.Length) {
	for _, t := range ticks {
		if !t.IsMinor() {
			p.line(grid, gridStroke, nil, xy{x.at(t.Value), top}, xy{x.at(t.Value), bottom})
		}
	}
}

// xAxis draws a horizontal axis line at y with tick marks below it. Labels that
// would leave the space are moved back into it.
func xAxis(p pen, ticks []plot.Tick, x scale, y vg.Length, labels bool, space span) {
	p.line(spine, spineStroke, nil, xy{x.from, y}, xy{x.to, y})
	for _, t := range ticks {
		length := majorTick
		if t.IsMinor() {
			length = minorTick
		}
		p.line(spine, spineStroke, nil, xy{x.at(t.Value), y}, xy{x.at(t.Value), y + length})
	}
	if labels {
		tickTexts(p, ticks, x, y+tickDrop, space)
	}
}

// tickTexts writes the labels of a horizontal axis with their baseline at y.
func tickTexts(p pen, ticks []plot.Tick, x scale, y vg.Length, space span) {
	for _, t := range ticks {
		half := tickText.Width(t.Label) / 2
		at := min(max(x.at(t.Value), space.from+half), space.to-half)
		p.text(tickText, at, y, centre, t.Label)
	}
}

// span is a horizontal extent of the page.
type span struct{ from, to vg.Length }

// yGrid draws a horizontal grid line at every tick, from x.from to x.to.
func yGrid(p pen, ticks []plot.Tick, y scale, x span) {
	for _, t := range ticks {
		p.line(grid, gridStroke, nil, xy{x.from, y.at(t.Value)}, xy{x.to, y.at(t.Value)})
	}
}

// yLabels writes the labels of a vertical axis so that they end at x.
func yLabels(p pen, ticks []plot.Tick, y scale, x vg.Length) {
	for _, t := range ticks {
		p.middle(tickText, x, y.at(t.Value), right, t.Label)
	}
}

// tickLabels returns the labels of the ticks.
func tickLabels(ticks []plot.Tick) []string {
	out := make([]string, len(ticks))
	for i, t := range ticks {
		out[i] = t.Label
	}
	return out
}
