package chart

import "gonum.org/v1/plot/vg"

// diagramRow is the vertical space of a row: the gap above it, the upper ends of the
// frames that begin with it, its boxes, and the lower ends of frames.
type diagramRow struct {
	gap, head, height, foot vg.Length
	top                     vg.Length // of its boxes
}

// bottom is the lower end of the boxes of a row.
func (r diagramRow) bottom() vg.Length { return r.top + r.height }

// rows places everything vertically. A row is as high as its highest box in any lane.
func (pl *diagramPlan) rows() {
	var rows []diagramRow
	row := func(i int) *diagramRow {
		for len(rows) <= i {
			rows = append(rows, diagramRow{gap: rowGap})
		}
		return &rows[i]
	}
	for _, l := range pl.lanes {
		for _, s := range l.boxes {
			r := row(s.at.Row)
			r.height = max(r.height, s.height())
		}
		for _, f := range l.frames {
			foot := row(f.at.bottom() - 1)
			head := row(f.at.Row)
			head.head, foot.foot = max(head.head, l.above(f)+f.height()), max(foot.foot, l.below(f)+f.foot())
		}
		for _, a := range l.arrows {
			r := row(a.lower.Row)
			r.gap = max(r.gap, arrowGap, 2*labelPad+vg.Length(len(a.label))*lineHeight(captionText))
		}
	}
	y := vg.Length(0)
	if pl.titled() {
		y = laneHead
	}
	for i := range rows {
		if i > 0 {
			y += rows[i].gap
		}
		rows[i].top = y + rows[i].head
		y = rows[i].bottom() + rows[i].foot
	}
	pl.total = y
	for i := range pl.lanes {
		pl.lanes[i].down(rows)
	}
}

// titled reports whether a lane has a title.
func (pl *diagramPlan) titled() bool {
	for _, l := range pl.lanes {
		if l.title != "" {
			return true
		}
	}
	return false
}

// around sums a part of the frames that hold f and begin or end in the same row.
func (p *lanePlan) around(f sheet, edge func(Place) int, part func(sheet) vg.Length) vg.Length {
	h := vg.Length(0)
	for _, o := range p.frames {
		if o.at != f.at && o.at.holds(f.at) && edge(o.at) == edge(f.at) {
			h += part(o)
		}
	}
	return h
}

// above is how far the upper side of a frame lies below those around it.
func (p *lanePlan) above(f sheet) vg.Length {
	return p.around(f, func(at Place) int { return at.Row }, sheet.height)
}

// below is how far its lower side lies above those around it.
func (p *lanePlan) below(f sheet) vg.Length { return p.around(f, Place.bottom, sheet.foot) }

// down gives everything in a lane its vertical place.
func (p *lanePlan) down(rows []diagramRow) {
	for i := range p.boxes {
		s := &p.boxes[i]
		r := rows[s.at.Row]
		s.min.y, s.max.y = r.top, r.bottom()
		if s.box.Pile {
			s.max.y -= pileDepth
		}
	}
	for i := range p.frames {
		f := &p.frames[i]
		first, last := rows[f.at.Row], rows[f.at.bottom()-1]
		f.min.y = first.top - first.head + p.above(*f)
		f.max.y = last.bottom() + last.foot - p.below(*f)
		if f.box.Pile {
			f.max.y -= pileDepth
		}
	}
	for i := range p.arrows {
		p.arrows[i].vertical(p, rows)
	}
}
