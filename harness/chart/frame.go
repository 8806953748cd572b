package chart

import "gonum.org/v1/plot/vg"

// The page that every chart shares, in points (1/72 inch).
const (
	pageWidth = 9 * vg.Inch
	margin    = vg.Length(16)
	bodyWidth = pageWidth - 2*margin

	// titleLines and textLines are how many lines a text may take before it is
	// cut with an ellipsis.
	titleLines = 2
	textLines  = 3

	bodyGap   = vg.Length(15) // between the title block and the data
	footerGap = vg.Length(12) // between the data and the footer

	// heightStep rounds the height of a page up to whole pixels: 3 points are
	// 8 pixels at 192 dpi.
	heightStep = 3
)

// frame is the measured page around a body.
type frame struct {
	title, subtitle, footer []string
	body                    body
}

// newFrame wraps the texts of a spec and plans its body.
func newFrame(spec Spec) frame {
	m := spec.meta()
	return frame{
		title:    wrap(titleText, m.Title, bodyWidth, titleLines),
		subtitle: wrap(subtitleText, m.Subtitle, bodyWidth, textLines),
		footer:   wrap(footerText, m.Footer, bodyWidth, textLines),
		body:     spec.plan(bodyWidth),
	}
}

// headHeight is the space from the upper edge of the page to the body.
func (f frame) headHeight() vg.Length {
	h := margin
	h += vg.Length(len(f.title)) * lineHeight(titleText)
	h += vg.Length(len(f.subtitle)) * lineHeight(subtitleText)
	if len(f.title)+len(f.subtitle) > 0 {
		h += bodyGap
	}
	return h
}

// footHeight is the space from the end of the body to the lower edge.
func (f frame) footHeight() vg.Length {
	if len(f.footer) == 0 {
		return margin
	}
	return footerGap + vg.Length(len(f.footer))*lineHeight(footerText) + margin
}

// height is the height of the whole page.
func (f frame) height() vg.Length {
	h := f.headHeight() + f.body.height() + f.footHeight()
	steps := int(h / heightStep)
	return vg.Length(steps+1) * heightStep
}

// draw paints the page.
func (f frame) draw(p pen) {
	y := margin
	for _, s := range f.title {
		p.text(titleText, margin, y+titleText.Font.Size, left, s)
		y += lineHeight(titleText)
	}
	for _, s := range f.subtitle {
		p.text(subtitleText, margin, y+subtitleText.Font.Size, left, s)
		y += lineHeight(subtitleText)
	}
	f.body.draw(p, margin, f.headHeight())
	y = p.height - f.footHeight() + footerGap
	for _, s := range f.footer {
		p.text(footerText, margin, y+footerText.Font.Size, left, s)
		y += lineHeight(footerText)
	}
}
