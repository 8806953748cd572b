package chart

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
)

const (
	// laneShare is the vertical distance of two dots that would cover each other,
	// as a part of their radius.
	laneShare = 1.25
	// swarmShare is the part of the distance between two rows that dots fill.
	swarmShare = 0.72
	// dotTickRoom is the width per tick of a linear axis.
	dotTickRoom = vg.Length(45)
	// edgeGap separates an arrow head from the end of the axis and from its text.
	edgeGap = vg.Length(3)
)

// dotMark is how a sample is drawn. It is translucent: several at one place look
// darker.
type dotMark struct {
	radius vg.Length
	alpha  float64
}

// The marks of up to manySamples in a row, and of more, which cover each other.
const manySamples = 100

var (
	plainDot = dotMark{radius: 1.9, alpha: 0.55}
	fineDot  = dotMark{radius: 1.3, alpha: 0.3}
)

// dotsPlan is a measured [Dots].
type dotsPlan struct {
	Dots
	rowPanel
	dot   dotMark
	key   keyStrip
	swarm []swarm // one per row
	words axisWords
}

// swarm is a measured row of dots.
type swarm struct {
	style  Style
	box    *Interval // quartiles and median; nil without samples
	dots   []xy      // relative to the body and to the middle of the row
	lo, hi string    // what is printed beyond the ends of the axis
}

// plan implements Spec.
func (d Dots) plan(width vg.Length) body {
	pl := dotsPlan{Dots: d, dot: plainDot}
	var samples [][]float64
	groups := make([]labelGroup, len(d.Groups))
	for i, g := range d.Groups {
		groups[i].title = g.Title
		for _, r := range g.Rows {
			groups[i].add(r.Label, r.Faint)
			samples = append(samples, slices.Sorted(slices.Values(r.Samples)))
			if len(r.Samples) > manySamples {
				pl.dot = fineDot
			}
		}
	}
	axis := d.xScale(samples)
	list := newRowList(groups, width*labelShare)
	lo, hi := pl.planEdges(axis, samples)
	values := pl.valueTable(axis, min(valueRoom(list, width)-lo-hi, width*tableShare))
	pl.rowPanel = newRowPanel(list, values, width)
	axis.from, axis.to = pl.data.from+lo, pl.data.to-hi
	pl.axis, pl.ticks = axis, d.newTicks(axis)
	for i, row := range samples {
		pl.swarm[i].dots = pl.dot.spread(row, axis, list.pitch*swarmShare/2)
	}
	pl.key = newKeyStrip(dotKey(pl.dot, lo+hi > 0), width)
	pl.words = newAxisWords(d.XTitle, "", "", pl.data)
	return pl
}

// rows returns the rows of all groups in order.
func (d Dots) rows() []DotRow {
	var out []DotRow
	for _, g := range d.Groups {
		out = append(out, g.Rows...)
	}
	return out
}

// newTicks returns the ticks that there is room for; among ratios that at 1 comes
// first.
func (d Dots) newTicks(axis scale) []plot.Tick {
	anchor := 0.0
	if d.XUnit == Ratio {
		anchor = 1
	}
	if d.Log {
		return logAxisTicks(d.XUnit, axis, anchor)
	}
	want := min(int((axis.to-axis.from)/dotTickRoom), mostTicks)
	ticks := linearTicks{d.XUnit, want}.Ticks(axis.lo, axis.hi)
	if len(ticks) < minLabels {
		ticks = linearTicks{d.XUnit, 2 * want}.Ticks(axis.lo, axis.hi)
	}
	return thin(ticks, axis.at, anchor)
}

// planEdges summarises the samples, writes what stands beyond the ends of the
// axis, and returns the room for it at both ends.
func (pl *dotsPlan) planEdges(axis scale, samples [][]float64) (lo, hi vg.Length) {
	for i, r := range pl.rows() {
		s := swarm{style: r.Style.muted(r.Faint)}
		if row := samples[i]; len(row) > 0 {
			box := quartiles(row)
			s.box = &box
			below, above := beyond(row, axis)
			s.lo = edgeText(below, "down to ", pl.XUnit.Format(row[0]))
			s.hi = edgeText(above, "up to ", pl.XUnit.Format(row[len(row)-1]))
		}
		pl.swarm = append(pl.swarm, s)
		lo, hi = max(lo, edgeRoom(s.lo)), max(hi, edgeRoom(s.hi))
	}
	return lo, hi
}

// beyond counts the samples below and above the axis.
func beyond(row []float64, axis scale) (below, above int) {
	for _, v := range row {
		switch {
		case v < axis.lo:
			below++
		case v > axis.hi:
			above++
		}
	}
	return below, above
}

// edgeText says which samples of a row lie beyond an end of the axis: the value
// of a single one, or how many there are and how far they go.
func edgeText(n int, far, value string) string {
	switch n {
	case 0:
		return ""
	case 1:
		return value
	default:
		return fmt.Sprintf("%d, %s%s", n, far, value)
	}
}

// edgeRoom is the room for a text beyond an end of the axis and its arrow head.
func edgeRoom(text string) vg.Length {
	if text == "" {
		return 0
	}
	return edgeGap + arrowLength + edgeGap + valueText.Width(text)
}

// valueTable writes the median and the quartiles of all rows.
func (pl dotsPlan) valueTable(axis scale, most vg.Length) valueTable {
	var out []valueRow
	for i, r := range pl.rows() {
		v := valueRow{note: r.Note, faint: r.Faint}
		if box := pl.swarm[i].box; box == nil {
			v.note = cmp.Or(r.Note, noValue)
		} else {
			mid, box := pl.XUnit.intervalOn(axis, *box, false, false)
			v.cells = []string{mid, box}
		}
		out = append(out, v)
	}
	return newValueTable([]valueColumn{{head: "median", align: right}, {head: "[quartiles]", align: left}}, out, most)
}

// spread places the samples that the axis holds. Each lies on the middle of its
// row if there is room, and otherwise in the closest lane that is free; where
// many coincide and no lane is, lanes are used in turn. half is the height of a
// row above its middle.
func (d dotMark) spread(sorted []float64, axis scale, half vg.Length) []xy {
	gap := d.radius * laneShare
	lanes := make([]vg.Length, 2*int(max(half-d.radius, 0)/gap)+1)
	for i := range lanes {
		lanes[i] = vg.Length(math.Inf(-1)) // where the last dot of the lane lies
	}
	var out []xy
	for i, v := range sorted {
		if v < axis.lo || v > axis.hi {
			continue
		}
		x := axis.at(v)
		lane := slices.IndexFunc(lanes, func(last vg.Length) bool { return x-last >= 2*d.radius })
		if lane < 0 {
			lane = i % len(lanes)
		}
		lanes[lane] = x
		// The first lane is in the middle, the others in turn above and below.
		y := vg.Length((lane+1)/2) * gap
		if lane%2 == 1 {
			y = -y
		}
		out = append(out, xy{x, y})
	}
	return out
}

// height implements body.
func (pl dotsPlan) height() vg.Length {
	return pl.key.total + keyBelow + pl.rowPanel.height() + pl.words.height()
}
