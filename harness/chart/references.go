package chart

import (
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// placedReference is a reference with its label within the data.
type placedReference struct {
	Reference
	at    vg.Length // relative to the data, where the label starts or ends
	align align
}

// referenceInset is the distance of a label from the end of its line.
const referenceInset = vg.Length(6)

// referenceSpace is the data of a panel, in which the labels of its references
// have to find a place.
type referenceSpace struct {
	references []Reference
	series     []Series
	x, y       scale // relative to the data
	width      vg.Length
}

// place looks for an end of the i-th reference line where its label covers no
// series and no other reference, the right one first.
func (sp referenceSpace) place(i int) (placedReference, bool) {
	r := sp.references[i]
	if sp.crossed(i) {
		return placedReference{}, false
	}
	w := captionText.Width(r.Label)
	y := sp.y.at(r.Value)
	for _, try := range []struct {
		placedReference
		box draw.Canvas
	}{
		{placedReference{r, sp.width - referenceInset, right}, box(sp.width-referenceInset-w, y, w)},
		{placedReference{r, referenceInset, left}, box(referenceInset, y, w)},
	} {
		if sp.free(try.box) {
			return try.placedReference, true
		}
	}
	return placedReference{}, false
}

// box returns the space of a label that stands on y, as a canvas, which knows
// how to clip lines.
func box(x, y, w vg.Length) draw.Canvas {
	return draw.Canvas{Rectangle: vg.Rectangle{
		Min: vg.Point{X: x - markerRadius, Y: y - lineHeight(captionText) - markerRadius},
		Max: vg.Point{X: x + w + markerRadius, Y: y + markerRadius},
	}}
}

// crossed reports whether another reference runs through the label of the i-th,
// which stands on its line. Of two equal ones the first keeps its label.
func (sp referenceSpace) crossed(i int) bool {
	for j, r := range sp.references {
		above := sp.y.at(sp.references[i].Value) - sp.y.at(r.Value)
		if above > 0 && above < lineHeight(captionText)+markerRadius || above == 0 && j < i {
			return true
		}
	}
	return false
}

// free reports whether no series runs through the box and the box lies within
// the data.
func (sp referenceSpace) free(box draw.Canvas) bool {
	if box.Min.Y < 0 || box.Min.X < 0 {
		return false
	}
	for _, s := range sp.series {
		var pts []vg.Point
		for _, pt := range s.Points {
			at := vg.Point{X: sp.x.at(pt.X), Y: sp.y.at(pt.Y.Mid)}
			if box.Contains(at) {
				return false
			}
			pts = append(pts, at)
		}
		if len(pts) > 1 && len(box.ClipLinesXY(pts)) > 0 {
			return false
		}
	}
	return true
}

// drawReferences draws the reference lines of a panel, and the labels of those
// that have one in the data.
func drawReferences(p pen, references []Reference, inside []placedReference, f cellFrame) {
	for _, r := range references {
		y := f.y.at(r.Value)
		p.line(muted, referenceStroke, referenceDashes, xy{f.x.from, y}, xy{f.x.to, y})
	}
	for _, r := range inside {
		x, y, w := f.x.from+r.at, f.y.at(r.Value), captionText.Width(r.Label)
		start := x - vg.Length(r.align)*w
		// The label interrupts a grid line behind it.
		p.rect(paper, xy{start - 2, y - captionText.Font.Size - 3}, xy{start + w + 2, y - 1})
		p.text(captionText, x, y-4, r.align, r.Label)
	}
}
