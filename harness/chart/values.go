package chart

import "gonum.org/v1/plot/vg"

// valueRow is what stands in words at the right of a row.
type valueRow struct {
	// cells has one text per column of the table; nil for a row without values,
	// where the note stands in their place.
	cells []string
	note  string
	// faint writes the cells in grey, as the note always is.
	faint bool
}

// valueColumn is a column of a [valueTable].
type valueColumn struct {
	head  string // above the first row; may be empty
	align align
	at    vg.Length // left edge, relative to the table
	width vg.Length
}

// valueTable is the measured table at the right of the rows: columns of values,
// then one of notes. Digits stand below each other, so that they can be compared
// without following a row to its mark.
type valueTable struct {
	columns []valueColumn
	rows    []valueRow
	notes   vg.Length // where the notes after values start
	width   vg.Length
}

// valueGap separates two columns of values.
const valueGap = vg.Length(10)

// newValueTable measures the table. Notes are cut where it would become wider
// than most; the cells are not.
func newValueTable(columns []valueColumn, rows []valueRow, most vg.Length) valueTable {
	t := valueTable{columns: columns}
	for i := range t.columns {
		c := &t.columns[i]
		c.width = captionText.Width(c.head)
		for _, r := range rows {
			if i < len(r.cells) {
				c.width = max(c.width, valueText.Width(r.cells[i]))
			}
		}
		if c.width > 0 { // an empty column takes no gap
			c.at, t.width = t.notes, t.notes+c.width
			t.notes = t.width + valueGap
		}
	}
	for _, r := range rows {
		r.note = elide(captionText, r.note, most-t.noteAt(r))
		if r.note != "" {
			t.width = max(t.width, t.noteAt(r)+captionText.Width(r.note))
		}
		t.rows = append(t.rows, r)
	}
	return t
}

// noteAt is where the note of a row starts: after the columns, or in their place.
func (t valueTable) noteAt(r valueRow) vg.Length {
	if len(r.cells) == 0 {
		return 0
	}
	return t.notes
}

// headed reports whether some column has a head.
func (t valueTable) headed() bool {
	for _, c := range t.columns {
		if c.head != "" {
			return true
		}
	}
	return false
}

// drawHead writes the heads of the columns with their baseline at y.
func (t valueTable) drawHead(p pen, x, y vg.Length) {
	for _, c := range t.columns {
		p.text(captionText, x+c.at+vg.Length(c.align)*c.width, y, c.align, c.head)
	}
}

// draw writes the i-th row centred on y.
func (t valueTable) draw(p pen, i int, x, y vg.Length) {
	r := t.rows[i]
	sty := valueText
	if r.faint {
		sty = captionText
	}
	for j, s := range r.cells {
		c := t.columns[j]
		p.middle(sty, x+c.at+vg.Length(c.align)*c.width, y, c.align, s)
	}
	p.middle(captionText, x+t.noteAt(r), y, left, r.note)
}
