package chart

import (
	"image/color"

	"gonum.org/v1/plot/vg"
)

// keyItem is an entry of a key strip: a sample of a mark and its name. The sample
// is a piece of a line with a marker unless paint draws another one.
type keyItem struct {
	label string
	// paint draws a sample to the right of at.
	paint func(p pen, at xy, length vg.Length)
	// style of the line and its marker.
	style Style
	// plain leaves the marker out.
	plain bool
	width vg.Length // of the line
}

// placedItem is an entry with its position in the strip.
type placedItem struct {
	keyItem
	at xy // left end, middle of the line
}

// keyStrip is a measured row of entries above the data; it wraps into several
// rows where it is wider than the chart. Names stand beside the samples in ink,
// not in colour, because several of the colours are too light for text.
type keyStrip struct {
	items []placedItem
	total vg.Length
}

const (
	keySample = vg.Length(27) // length of a line sample
	keyPad    = vg.Length(5)  // between a sample and its name
	keyGap    = vg.Length(20) // between two entries
	keyRow    = vg.Length(17) // height of a row of entries

	// markerRadius is the size of markers in a full panel and its key.
	markerRadius = vg.Length(3.1)
	// seriesStroke is the width of the line of a series.
	seriesStroke = vg.Length(1.7)
	// referenceStroke is the width of a reference line.
	referenceStroke = vg.Length(1)
)

// referenceDashes are the dashes of reference lines.
var referenceDashes = []vg.Length{3.5, 3}

// newKeyStrip places the items from left to right in a given width.
func newKeyStrip(items []keyItem, width vg.Length) keyStrip {
	var k keyStrip
	var x vg.Length
	for _, it := range items {
		it.label = elide(labelText, it.label, width-keySample-keyPad)
		w := keySample + keyPad + labelText.Width(it.label)
		if x > 0 && x+w > width {
			x, k.total = 0, k.total+keyRow
		}
		k.items = append(k.items, placedItem{it, xy{x, k.total + keyRow/2}})
		x += w + keyGap
	}
	if len(items) > 0 {
		k.total += keyRow
	}
	return k
}

// draw paints the strip with its upper left corner at x, y.
func (k keyStrip) draw(p pen, x, y vg.Length) {
	for _, it := range k.items {
		drawSample(p, it.keyItem, xy{x + it.at.x, y + it.at.y}, keySample)
		p.middle(labelText, x+it.at.x+keySample+keyPad, y+it.at.y, left, it.label)
	}
}

// drawSample draws the sample of an entry to the right of at.
func drawSample(p pen, it keyItem, at xy, length vg.Length) {
	if it.paint != nil {
		it.paint(p, at, length)
		return
	}
	p.line(it.style.color(), it.width, it.style.Dashes, at, xy{at.x + length, at.y})
	if !it.plain {
		p.marker(it.style, xy{at.x + length/2, at.y}, markerRadius)
	}
}

// seriesKey returns the entry of a series.
func seriesKey(s Series) keyItem {
	return keyItem{label: s.Label, style: s.Style, width: seriesStroke}
}

// plainKey returns an entry without a marker.
func plainKey(label string, c color.Color, width vg.Length, dashes []vg.Length) keyItem {
	return keyItem{label: label, style: Style{Color: c, Dashes: dashes}, plain: true, width: width}
}

// referenceKey returns the entry of a reference line.
func referenceKey(r Reference) keyItem {
	return plainKey(r.Label, muted, referenceStroke, referenceDashes)
}
