package chart

import (
	"image/color"
	"sort"
	"strings"

	xfont "golang.org/x/image/font"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// The texts of a chart. The sizes, in points, are for pictures that a report
// shows at about half their pixel size: the smallest is still 10 pixels high
// when the picture is 800 wide.
var (
	titleText    = sans(15.5, xfont.WeightBold, ink)
	subtitleText = sans(10.5, xfont.WeightNormal, muted)
	headingText  = sans(11, xfont.WeightBold, ink)
	groupText    = sans(9.5, xfont.WeightBold, ink)
	labelText    = sans(10, xfont.WeightNormal, ink)
	valueText    = sans(9.5, xfont.WeightNormal, ink)
	tickText     = sans(9.5, xfont.WeightNormal, ink)
	captionText  = sans(9.5, xfont.WeightNormal, muted)
	footerText   = sans(8.5, xfont.WeightNormal, muted)

	// faintLabelText is labelText for a row that is drawn in grey.
	faintLabelText = sans(10, xfont.WeightNormal, muted)
)

// capMiddle is half the height of a capital of Liberation Sans, as a part of
// the font size: the distance from the middle of a text to its baseline.
const capMiddle = 0.35

// ellipsis marks a text that was cut.
const ellipsis = "…"

// sans returns the only font family of the charts. gonum/plot embeds it, so
// pictures do not depend on the fonts of a machine.
func sans(size vg.Length, weight xfont.Weight, c color.Color) draw.TextStyle {
	return draw.TextStyle{
		Color:   c,
		Font:    font.Font{Typeface: "Liberation", Variant: "Sans", Weight: weight, Size: size},
		Handler: plot.DefaultTextHandler,
	}
}

// lineHeight is the distance between the baselines of a wrapped text.
func lineHeight(sty draw.TextStyle) vg.Length { return sty.Font.Size * 1.32 }

// elide returns s, shortened to the width with an ellipsis where it is longer.
// White space of any kind becomes a single space.
func elide(sty draw.TextStyle, s string, width vg.Length) string {
	s = strings.Join(strings.Fields(s), " ")
	if sty.Width(s) <= width {
		return s
	}
	runes := []rune(s)
	cut := func(n int) string { return strings.TrimRight(string(runes[:n]), " ,;.") + ellipsis }
	n := sort.Search(len(runes), func(n int) bool { return sty.Width(cut(n)) > width })
	if n == 0 {
		return "" // no room for even the ellipsis
	}
	return cut(n - 1)
}

// wrap breaks s between words into lines that are no wider than width, at most
// a number of them; what does not fit any more is elided.
func wrap(sty draw.TextStyle, s string, width vg.Length, most int) []string {
	var lines []string
	words := together(strings.Fields(s))
	for len(words) > 0 {
		if len(lines) == most-1 {
			return append(lines, elide(sty, strings.Join(words, " "), width))
		}
		n := fitting(sty, words, width)
		lines = append(lines, elide(sty, strings.Join(words[:n], " "), width))
		words = words[n:]
	}
	return lines
}

// together joins a percent sign with the number before it.
func together(words []string) []string {
	var out []string
	for i, w := range words {
		if i > 0 && strings.HasPrefix(w, "%") {
			out[len(out)-1] += " " + w
			continue
		}
		out = append(out, w)
	}
	return out
}

// fitting returns how many of the words fit into a line, at least one.
func fitting(sty draw.TextStyle, words []string, width vg.Length) int {
	for n := 2; n <= len(words); n++ {
		if sty.Width(strings.Join(words[:n], " ")) > width {
			return n - 1
		}
	}
	return len(words)
}

// widest returns the width of the widest of the texts.
func widest(sty draw.TextStyle, texts []string) vg.Length {
	var w vg.Length
	for _, s := range texts {
		w = max(w, sty.Width(s))
	}
	return w
}
