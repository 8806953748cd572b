package chart

import (
	"fmt"
	"image/color"

	"gonum.org/v1/plot/vg"
)

// Style is the look of one variant, the same in every chart of a report: a
// reader learns it once. Colour is never the only difference between two
// styles, so that charts survive a grey printer and a colour-blind reader. The
// zero value is a grey circle with a solid line.
type Style struct {
	// Color of bars, lines and markers; nil means neutral grey.
	Color color.Color
	// Marker is the shape of the points.
	Marker Marker
	// Open draws the marker as an outline, filled with white.
	Open bool
	// Dashes are lengths of ink and gap, in turn; nil means a solid line.
	Dashes []vg.Length
}

// palette holds the colours of Okabe and Ito, chosen to be told apart with the
// common kinds of colour blindness (https://jfly.uni-koeln.de/color/). Their
// eighth colour, yellow, is left out: it cannot be read on white.
var palette = [...]color.NRGBA{
	{0x00, 0x00, 0x00, 0xff}, // black
	{0xe6, 0x9f, 0x00, 0xff}, // orange
	{0x00, 0x72, 0xb2, 0xff}, // blue
	{0xd5, 0x5e, 0x00, 0xff}, // vermillion
	{0x00, 0x9e, 0x73, 0xff}, // bluish green
	{0xcc, 0x79, 0xa7, 0xff}, // reddish purple
	{0x56, 0xb4, 0xe9, 0xff}, // sky blue
}

// dashRounds are the dashes of the first seven styles, of the next seven, and
// so on: solid, dashed, dotted, dash-dot. Odd rounds also have open markers.
var dashRounds = [...][]vg.Length{nil, {5, 2.5}, {1.5, 2}, {6, 2, 1.5, 2}}

// StyleAt returns the style of the i-th variant of a catalog. It depends on i
// alone, so variants appended to a catalog leave the earlier ones as they are.
// The first 28 styles differ from each other; after that they repeat. A
// negative i gives the neutral grey of the zero Style, for a row that stands
// for no variant.
func StyleAt(i int) Style {
	if i < 0 {
		return Style{Color: neutral}
	}
	round := i / len(palette) % len(dashRounds)
	return Style{
		Color:  palette[i%len(palette)],
		Marker: Marker(i % len(palette)),
		Open:   round%2 == 1,
		Dashes: dashRounds[round],
	}
}

// validate returns an error for dashes that never end: a pattern without length
// would be repeated forever along a line.
func (s Style) validate() error {
	for _, d := range s.Dashes {
		if !(d > 0) {
			return fmt.Errorf("style: dash %v is not positive", d)
		}
	}
	return nil
}

// color returns the colour with the default for nil filled in.
func (s Style) color() color.Color {
	if s.Color == nil {
		return neutral
	}
	return s.Color
}

// muted returns the style in grey if it is faint; shapes stay as they are.
func (s Style) muted(faint bool) Style {
	if faint {
		s.Color = neutral
	}
	return s
}

// The colours that carry no data.
var (
	ink     = color.NRGBA{0x1f, 0x23, 0x28, 0xff} // texts and whiskers
	muted   = color.NRGBA{0x5f, 0x67, 0x73, 0xff} // secondary texts; 5.7:1 against white
	neutral = color.NRGBA{0x8a, 0x90, 0x99, 0xff} // marks that stand for no variant
	faded   = color.NRGBA{0xd3, 0xd7, 0xdc, 0xff} // the other series behind a small multiple
	spine   = color.NRGBA{0xa6, 0xac, 0xb4, 0xff} // axis lines and tick marks
	grid    = color.NRGBA{0xe9, 0xeb, 0xee, 0xff} // grid lines
	shade   = color.NRGBA{0xe0, 0xe3, 0xe8, 0xff} // bands behind the data
	paper   = color.NRGBA{0xff, 0xff, 0xff, 0xff} // background, and halos on top of data
)

// tint mixes c with white; share is the part of c, from 0 to 1. Unlike a
// transparent colour the result hides the grid behind it.
func tint(c color.Color, share float64) color.Color {
	n := color.NRGBAModel.Convert(c).(color.NRGBA)
	mix := func(v uint8) uint8 { return uint8(255 - share*(255-float64(v)) + 0.5) }
	return color.NRGBA{mix(n.R), mix(n.G), mix(n.B), 0xff}
}

// translucent returns c with the opacity alpha, from 0 to 1, for areas that may
// cover each other.
func translucent(c color.Color, alpha float64) color.Color {
	n := color.NRGBAModel.Convert(c).(color.NRGBA)
	n.A = uint8(alpha*255 + 0.5)
	return n
}
