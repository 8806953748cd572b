package chart

import (
	"strings"

	"gonum.org/v1/plot/vg"
)

// rowList is the vertical layout that bars and ranges share: labelled rows
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

// add appends a line below the others.
func (l *rowList) add(text string, heading bool) {
	l.lines = append(l.lines, rowLine{text: text, heading: heading, y: l.total + l.pitch/2})
	l.total += l.pitch
}

// newRowList lays out groups of labels; titles[i] is the heading of labels[i].
func newRowList(titles []string, labels [][]string, width vg.Length) rowList {
	n := 0
	for _, group := range labels {
		n += len(group)
	}
	l := rowList{pitch: loosePitch}
	if n >= tightRows {
		l.pitch = tightPitch
	}
	for i, group := range labels {
		if i > 0 {
			l.total += groupGap
		}
		if strings.TrimSpace(titles[i]) != "" {
			l.add(titles[i], true)
		}
		for _, label := range group {
			l.add(label, false)
		}
	}
	l.fit(width * labelShare)
	return l
}

// fit sets the width of the column to the widest line, at most to limit, and
// cuts the lines that are longer.
func (l *rowList) fit(limit vg.Length) {
	for i, line := range l.lines {
		sty := labelText
		if line.heading {
			sty = groupText
		}
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
		sty := labelText
		if line.heading {
			sty = groupText
		}
		p.middle(sty, x, y+line.y, right, line.text)
	}
}
