package chart

import (
	"image/color"

	"gonum.org/v1/plot/vg"
)

const (
	sheetStroke = vg.Length(0.8) // of outlines
	arrowStroke = vg.Length(1.2)
	stripe      = vg.Length(3) // the coloured edge of a box
	// sheetTint is how much of its colour a box keeps inside: words stand on it.
	sheetTint = 0.1
	// frameTint is the grey of the outermost frame; one inside of it is white again.
	frameTint = 0.07
	// outlineTint is that of the outline of a box.
	outlineTint = 0.45

	headLength = vg.Length(6) // of an arrow's head
	headHalf   = vg.Length(3) // half its width
)

// draw implements body.
func (pl diagramPlan) draw(p pen, x, y vg.Length) {
	for _, l := range pl.lanes {
		p.text(headingText, x+l.x.from, y+headingText.Font.Size, left, l.title)
		for _, f := range l.frames {
			fill := color.Color(paper)
			if f.depth%2 == 0 {
				fill = tint(neutral, frameTint)
			}
			f.moved(x, y).draw(p, fill, spine, framePad)
		}
		for _, b := range l.boxes {
			c := Style{Color: b.box.Color}.color()
			s := b.moved(x, y)
			s.draw(p, tint(c, sheetTint), tint(c, outlineTint), boxSide)
			p.rect(c, s.min, xy{s.min.x + stripe, s.max.y})
		}
		for _, a := range l.arrows {
			a.draw(p, x, y)
		}
	}
}

// moved returns the sheet at its place on the page.
func (s sheet) moved(x, y vg.Length) sheet {
	s.min.x, s.min.y, s.max.x, s.max.y = s.min.x+x, s.min.y+y, s.max.x+x, s.max.y+y
	return s
}

// draw paints a sheet, with those behind it if it is a pile, and its words.
func (s sheet) draw(p pen, fill, outline color.Color, side vg.Length) {
	sheets := 1
	if s.box.Pile {
		sheets += int(pileDepth / pileStep)
	}
	for i := sheets - 1; i >= 0; i-- {
		by := vg.Length(i) * pileStep
		a, b := xy{s.min.x + by, s.min.y + by}, xy{s.max.x + by, s.max.y + by}
		p.rect(fill, a, b)
		p.frame(outline, sheetStroke, a, b)
	}
	y := s.min.y + boxPad
	for _, line := range s.title {
		p.text(groupText, s.min.x+side, y+groupText.Font.Size, left, line)
		y += lineHeight(groupText)
	}
	for _, line := range s.text {
		p.text(captionText, s.min.x+side, y+captionText.Font.Size, left, line)
		y += lineHeight(captionText)
	}
}

// draw paints an arrow with its label.
func (a arrowPlan) draw(p pen, x, y vg.Length) {
	from, to := xy{x + a.x, y + a.down.from}, xy{x + a.x, y + a.down.to}
	p.line(muted, arrowStroke, nil, from, to)
	if a.Both || a.falls {
		drawHead(p, to, -1)
	}
	if a.Both || !a.falls {
		drawHead(p, from, +1)
	}
	line := y + a.middle - lineHeight(captionText)*vg.Length(len(a.label)-1)/2
	for _, text := range a.label {
		p.middle(captionText, x+a.x+labelSide, line, left, text)
		line += lineHeight(captionText)
	}
}

// drawHead draws the head of an arrow at its tip; dir is -1 where it points down.
func drawHead(p pen, tip xy, dir vg.Length) {
	base := tip.y + dir*headLength
	p.polygon(muted, tip, xy{tip.x - headHalf, base}, xy{tip.x + headHalf, base})
}
