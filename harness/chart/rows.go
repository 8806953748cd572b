package chart

import (
	"strings"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// labelGroup is what the layout of rows needs to know of a group: its heading
// and the labels of its rows. Labels of faint rows are written in grey.
type labelGroup struct {
	title  string
	labels []string
	faint  []bool
}

// add appends the label of a row.
func (g *labelGroup) add(label string, faint bool) {
	g.labels, g.faint = append(g.labels, label), append(g.faint, faint)
}

// rowList is the vertical layout that all charts of rows share: labelled rows
// under group headings.
type rowList struct {
	pitch vg.Length // distance between two rows
	width vg.Length // of the column of labels
	lines []rowLine
	total vg.Length // height of all lines
}

// rowLine is a heading or the label of a row, centred on y below the first line.
type rowLine struct {
	text    string
	heading bool
	faint   bool
	y       vg.Length
}

const (
	// tightRows is the number of rows from which they move closer together.
	tightRows  = 12
	loosePitch = vg.Length(20)
	tightPitch = vg.Length(17)
	// groupGap separates two groups.
	groupGap = vg.Length(7)
	// labelShare is the part of the width that the column of labels may take.
	labelShare = 0.28
	// columnGap separates the column of labels, the data and their values.
	columnGap = vg.Length(8)
)

// style returns the text style of the line.
func (l rowLine) style() draw.TextStyle {
	switch {
	case l.heading:
		return groupText
	case l.faint:
		return faintLabelText
	default:
		return labelText
	}
}

// add appends a line below the others.
func (l *rowList) add(line rowLine) {
	line.y = l.total + l.pitch/2
	l.lines = append(l.lines, line)
	l.total += l.pitch
}

// newRowList lays out groups of labels. Lines longer than most are cut.
func newRowList(groups []labelGroup, most vg.Length) rowList {
	n := 0
	for _, g := range groups {
		n += len(g.labels)
	}
	l := rowList{pitch: loosePitch}
	if n >= tightRows {
		l.pitch = tightPitch
	}
	for i, g := range groups {
		if i > 0 {
			l.total += groupGap
		}
		if strings.TrimSpace(g.title) != "" {
			l.add(rowLine{text: g.title, heading: true})
		}
		for j, label := range g.labels {
			l.add(rowLine{text: label, faint: g.faint[j]})
		}
	}
	l.fit(most)
	return l
}

// fit sets the width of the column to the widest line, at most to limit, and
// cuts the lines that are longer.
func (l *rowList) fit(limit vg.Length) {
	for i, line := range l.lines {
		sty := line.style()
		l.lines[i].text = elide(sty, line.text, limit)
		l.width = max(l.width, sty.Width(l.lines[i].text))
	}
}

// rows returns the vertical centres of the rows, without the headings.
func (l rowList) rows() []vg.Length {
	var out []vg.Length
	for _, line := range l.lines {
		if !line.heading {
			out = append(out, line.y)
		}
	}
	return out
}

// draw writes the lines, ending at x, with the first one below y.
func (l rowList) draw(p pen, x, y vg.Length) {
	for _, line := range l.lines {
		p.middle(line.style(), x, y+line.y, right, line.text)
	}
}
