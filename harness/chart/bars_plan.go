package chart

import (
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
)

const (
	// panelGap separates two panels of bars.
	panelGap = vg.Length(26)
	// tickRoom is the width per tick of the axis of a panel, and mostTicks their
	// number in a wide one.
	tickRoom  = vg.Length(38)
	mostTicks = 8
	// noteShare is the part of a panel that a note may take.
	noteShare = 0.55
)

// barsPlan is a measured [Bars].
type barsPlan struct {
	Bars
	list   rowList
	panel  vg.Length // width of a panel
	limit  float64   // value beyond which bars are cut short
	axis   scale     // relative to the left edge of a panel
	ticks  []plot.Tick
	titles bool // some panel has a title
}

// plan implements Spec.
func (b Bars) plan(width vg.Length) body {
	groups := make([]labelGroup, len(b.Groups))
	for i, g := range b.Groups {
		groups[i].title = g.Title
		for _, r := range g.Rows {
			groups[i].add(r.Label, false) // a hollow bar is no less certain
		}
	}
	pl := barsPlan{Bars: b, list: newRowList(groups, width*labelShare), limit: breakLimit(b.mids())}
	n := vg.Length(len(b.Panels))
	pl.panel = (width - pl.list.width - columnGap - (n-1)*panelGap) / n
	for _, t := range b.Panels {
		pl.titles = pl.titles || t != ""
	}
	pl.axis = pl.newAxis()
	want := min(int((pl.axis.to-pl.axis.from)/tickRoom), mostTicks)
	pl.ticks = thin(linearTicks{b.Unit, want}.Ticks(0, pl.axis.hi), pl.axis.at, 0)
	return pl
}

// newAxis returns the longest scale on which every bar still has room for its
// whisker and its value label at the right. One scale serves all panels.
func (pl barsPlan) newAxis() scale {
	cut := !math.IsInf(pl.limit, 1)
	perPoint, longest := 0.0, 0.0 // value per point of length
	for _, r := range pl.rows() {
		for i, v := range r.Values {
			if v == nil || v.Mid > pl.limit {
				continue
			}
			room := pl.panel - whiskerGap - pl.labelWidth(r, i)
			if cut {
				room -= breakRoom
			}
			perPoint = max(perPoint, v.Hi/float64(max(room, 1)))
			longest = max(longest, v.Hi)
		}
	}
	if perPoint == 0 {
		longest, perPoint = 1, 1/float64(pl.panel) // only zeros, or nothing at all
	}
	end := perPoint * float64(pl.panel)
	if cut {
		end = longest // no ticks where cut bars lie
	}
	return scale{lo: 0, hi: end, from: 0, to: vg.Length(end / perPoint), norm: plot.LinearScale{}}
}

// labelWidth is the width of the value label of a bar and its note.
func (pl barsPlan) labelWidth(r BarRow, panel int) vg.Length {
	w := valueText.Width(pl.Unit.Format(r.Values[panel].Mid))
	if note := pl.cutNote(r, panel); note != "" {
		w += whiskerGap + captionText.Width(note)
	}
	return w
}

// cutNote is the note of a bar, no wider than a part of its panel.
func (pl barsPlan) cutNote(r BarRow, panel int) string {
	return elide(captionText, r.note(panel), pl.panel*noteShare)
}

// headHeight is the space of the panel titles and captions.
func (pl barsPlan) headHeight() vg.Length {
	var h vg.Length
	if pl.titles {
		h += lineHeight(headingText)
	}
	if pl.Caption != "" {
		h += lineHeight(captionText)
	}
	if h > 0 {
		h += panelHeadGap
	}
	return h
}

// panelHeadGap separates the caption of a panel from its data.
const panelHeadGap = vg.Length(5)

// height implements body.
func (pl barsPlan) height() vg.Length {
	h := pl.headHeight() + pl.list.total + axisHeight
	if !math.IsInf(pl.limit, 1) {
		h += axisTitleHeight
	}
	return h
}
