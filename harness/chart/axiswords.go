package chart

import "gonum.org/v1/plot/vg"

// axisWords is what stands under the ticks of a horizontal axis: its title, and
// what its two ends mean.
type axisWords struct {
	title, lo, hi string
	at            span
	// apart puts the title into a second line, where it would touch the ends.
	apart bool
}

// The arrows that point to the ends of an axis.
const (
	arrowLeft  = "← "
	arrowRight = " →"
)

// wordsGap is the least space between two texts under an axis.
const wordsGap = vg.Length(12)

// newAxisWords measures the words for an axis that extends over at.
func newAxisWords(title, lo, hi string, at span) axisWords {
	width := at.to - at.from
	w := axisWords{title: elide(captionText, title, width), at: at}
	// Neither end may take more than its half.
	room := (width-wordsGap)/2 - captionText.Width(arrowLeft)
	if lo = elide(captionText, lo, room); lo != "" {
		w.lo = arrowLeft + lo
	}
	if hi = elide(captionText, hi, room); hi != "" {
		w.hi = hi + arrowRight
	}
	ends := max(captionText.Width(w.lo), captionText.Width(w.hi))
	w.apart = w.title != "" && ends > 0 && captionText.Width(w.title)/2+wordsGap+ends > width/2
	return w
}

// height is the space below the labels of the ticks.
func (w axisWords) height() vg.Length {
	if w.title == "" && w.lo == "" && w.hi == "" {
		return 0
	}
	if w.apart {
		return axisTitleHeight + lineHeight(captionText)
	}
	return axisTitleHeight
}

// draw writes the words for a body at x; y is the upper edge of their space.
func (w axisWords) draw(p pen, x, y vg.Length) {
	const below = 4 // from the baseline to the end of the space
	line := y + axisTitleHeight - below
	p.text(captionText, x+w.at.from, line, left, w.lo)
	p.text(captionText, x+w.at.to, line, right, w.hi)
	p.text(captionText, x+(w.at.from+w.at.to)/2, y+w.height()-below, centre, w.title)
}
