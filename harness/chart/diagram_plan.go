package chart

import (
	"slices"

	"gonum.org/v1/plot/vg"
)

const (
	laneGap   = vg.Length(22) // between two lanes
	laneHead  = vg.Length(22) // the title of a lane and the space below it
	sheetGap  = vg.Length(14) // between two boxes side by side
	framePad  = vg.Length(9)  // between a frame and what it holds
	pileStep  = vg.Length(3)  // from one sheet of a pile to the next
	pileDepth = 2 * pileStep  // two sheets are seen behind the first

	boxSide  = vg.Length(9) // between the sides of a box and its words
	boxPad   = vg.Length(6) // above and below them
	boxTitle = 2            // lines of a title
	boxText  = 6            // lines of a text

	rowGap     = vg.Length(14) // between two rows
	arrowGap   = vg.Length(22) // the same with an arrow in it
	labelSide  = vg.Length(5)  // between an arrow and its label
	labelPad   = vg.Length(5)  // above and below a label
	labelLines = 3
)

// diagramPlan is a measured [Diagram].
type diagramPlan struct {
	lanes []lanePlan
	total vg.Length
}

// lanePlan is a measured [Lane]. All positions are relative to the diagram.
type lanePlan struct {
	Lane
	title  string
	x      span
	grid   int     // how many columns it has
	frames []sheet // those around others first
	boxes  []sheet
	arrows []arrowPlan
}

// sheet is a measured box or frame.
type sheet struct {
	at          Place
	min, max    xy // of the first sheet of a pile
	title, text []string
	box         Box // of a frame only Pile is set
	depth       int // how many frames hold it
}

// plan implements Spec.
func (d Diagram) plan(width vg.Length) body {
	n := vg.Length(len(d.Lanes))
	lane := (width - (n-1)*laneGap) / n
	pl := diagramPlan{}
	for i, l := range d.Lanes {
		from := vg.Length(i) * (lane + laneGap)
		p := lanePlan{Lane: l, x: span{from, from + lane}, grid: d.Columns}
		p.title = elide(headingText, l.Title, lane)
		p.sheets()
		p.ways()
		pl.lanes = append(pl.lanes, p)
	}
	pl.rows()
	return pl
}

// sheets finds the widths of frames and boxes and wraps their words.
func (p *lanePlan) sheets() {
	for _, f := range p.Frames {
		s := sheet{at: f.At, box: Box{Pile: f.Pile}}
		p.across(&s)
		width := s.max.x - s.min.x - 2*framePad
		s.title, s.text = wrap(groupText, f.Title, width, boxTitle), wrap(captionText, f.Text, width, boxText)
		p.frames = append(p.frames, s)
	}
	slices.SortStableFunc(p.frames, func(a, b sheet) int { return a.depth - b.depth })
	for _, b := range p.Boxes {
		s := sheet{at: b.At, box: b}
		p.across(&s)
		width := s.max.x - s.min.x - 2*boxSide
		s.title, s.text = wrap(groupText, b.Title, width, boxTitle), wrap(captionText, b.Text, width, boxText)
		p.boxes = append(p.boxes, s)
	}
}

// across finds the left and right side of a sheet inside of the frames around it.
func (p *lanePlan) across(s *sheet) {
	s.min.x, s.max.x = p.columns(s.at.Column, s.at.right())
	for _, f := range p.Frames {
		if itself := s.box.Title == "" && f.At == s.at; itself || !f.At.holds(s.at) {
			continue
		}
		s.depth++
		if f.At.Column == s.at.Column {
			s.min.x += framePad
		}
		if f.At.right() == s.at.right() {
			s.max.x -= framePad
			if f.Pile {
				s.max.x -= pileDepth
			}
		}
	}
	if s.box.Pile {
		s.max.x -= pileDepth
	}
}

// columns returns the space of some columns, less half a gap where others adjoin.
func (p *lanePlan) columns(from, to int) (lo, hi vg.Length) {
	unit := (p.x.to - p.x.from) / vg.Length(p.grid)
	lo, hi = p.x.from+vg.Length(from)*unit, p.x.from+vg.Length(to)*unit
	if from > 0 {
		lo += sheetGap / 2
	}
	if to < p.grid {
		hi -= sheetGap / 2
	}
	return lo, hi
}

// height is what the words of a sheet need, with the space around them: all of a box,
// and the upper end of a frame.
func (s sheet) height() vg.Length {
	h := boxPad + vg.Length(len(s.title))*lineHeight(groupText) + vg.Length(len(s.text))*lineHeight(captionText) + boxPad
	if s.box.Title != "" && s.box.Pile {
		h += pileDepth
	}
	return h
}

// bottom is the lower side of the last sheet of a pile.
func (s sheet) bottom() vg.Length {
	if s.box.Pile {
		return s.max.y + pileDepth
	}
	return s.max.y
}

// foot is what a frame needs below what it holds.
func (s sheet) foot() vg.Length {
	if s.box.Pile {
		return framePad + pileDepth
	}
	return framePad
}

// height implements body.
func (pl diagramPlan) height() vg.Length { return pl.total }
