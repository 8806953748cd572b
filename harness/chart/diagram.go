package chart

import "image/color"

// Diagram shows the parts of a system: boxes with words in them, in lanes side by
// side, and arrows between them. It has no numbers and no axes. [Diagram.Mermaid]
// writes the same parts as text.
type Diagram struct {
	Meta
	// Columns is how many columns a lane is divided into, 1 to 12: the grid on
	// which boxes and frames are placed.
	Columns int
	// Lanes stand side by side, 1 to 3 of them. A row has the same height in all,
	// so that counterparts can stand beside each other.
	Lanes []Lane
}

// Lane is one of the systems of a [Diagram]. Titles of its boxes and frames are
// unique in it, since arrows go by them.
type Lane struct {
	// Title stands above the lane.
	Title string
	// Frames are drawn around boxes, and around other frames.
	Frames []Frame
	// Boxes are its parts, at least one.
	Boxes []Box
	// Arrows join boxes and frames.
	Arrows []Arrow
}

// Place is a rectangle of cells, counted from 0 at the upper left corner of a lane.
type Place struct {
	Row, Column int
	// Rows and Columns are its size; 0 means 1.
	Rows, Columns int
}

// Box is one part of a system.
type Box struct {
	// Title names it, and Text says in a sentence or two what it does. The title
	// takes up to two lines and the text up to six; more is cut.
	Title, Text string
	// At is where it stands; a box is one row high.
	At Place
	// Color marks what the part is for; nil means neutral grey.
	Color color.Color
	// Pile draws it as the first of several alike.
	Pile bool
}

// Frame holds what shares something: a process, a thread. Frames lie inside each
// other or apart, and no two of them hold the same cells.
type Frame struct {
	// Title and Text stand in its upper end, above everything that it holds.
	Title, Text string
	// At are the cells that it holds.
	At Place
	// Pile draws it as the first of several alike.
	Pile bool
}

// Arrow leads straight up or down from a box or frame to another, in the widest
// columns that both have and no other box between them stands in. It leads to a
// frame from above, but not to what is inside of one: that would cross its title.
type Arrow struct {
	// From and To are titles.
	From, To string
	// Label stands at its right; it may be empty.
	Label string
	// Both gives it a head at either end.
	Both bool
}

// Beyond these a box is too narrow for words.
const (
	maxDiagramColumns = 12
	maxDiagramLanes   = 3
)

// bottom is the first row below the place.
func (p Place) bottom() int { return p.Row + max(p.Rows, 1) }

// right is the first column at the right of the place.
func (p Place) right() int { return p.Column + max(p.Columns, 1) }

// overlaps reports whether two places share a cell.
func (p Place) overlaps(q Place) bool {
	return p.Row < q.bottom() && q.Row < p.bottom() && p.Column < q.right() && q.Column < p.right()
}

// holds reports whether all cells of q are cells of p.
func (p Place) holds(q Place) bool {
	return p.Row <= q.Row && q.bottom() <= p.bottom() && p.Column <= q.Column && q.right() <= p.right()
}

// places returns where everything in the lane stands, by title.
func (l Lane) places() map[string]Place {
	at := map[string]Place{}
	for _, f := range l.Frames {
		at[f.Title] = f.At
	}
	for _, b := range l.Boxes {
		at[b.Title] = b.At
	}
	return at
}
