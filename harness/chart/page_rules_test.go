package chart

import (
	"maps"
	"testing"

	"github.com/stretchr/testify/assert"
	"gonum.org/v1/plot/vg"
)

// allSpecs are the specs that are rendered, and those that are only laid out.
func allSpecs() map[string]Spec {
	specs := smokeSpecs()
	maps.Copy(specs, hardSpecs())
	maps.Copy(specs, hardGrids())
	maps.Copy(specs, hardDiagrams())
	return specs
}

// Whatever is in a spec, its texts stay apart from each other and on the page.
func TestTextsNeitherTouchNorLeaveThePage(t *testing.T) {
	const edge = 4 // at least, of the margin
	for name, spec := range allSpecs() {
		elements, height := page(spec)
		var texts []element
		for _, e := range elements {
			if e.text == "" {
				continue
			}
			inside := e.min.x >= edge && e.max.x <= pageWidth-edge && e.min.y >= edge && e.max.y <= height-edge
			assert.True(t, inside, "%s: %v leaves the page", name, e)
			for _, other := range texts {
				assert.False(t, e.covers(other), "%s: %v covers %v", name, e, other)
			}
			texts = append(texts, e)
		}
		assert.NotZero(t, len(elements), name)
	}
}

// In charts of rows every text has a place of its own beside the marks.
func TestMarksDoNotCoverTexts(t *testing.T) {
	for name, spec := range allSpecs() {
		switch spec.(type) {
		case Ranges, Dots, Percentiles:
		default:
			continue
		}
		elements, _ := page(spec)
		for _, e := range elements {
			for _, mark := range elements {
				if e.text != "" && mark.data() {
					assert.False(t, e.covers(mark), "%s: %v covers %v", name, mark, e)
				}
			}
		}
	}
}

// A footer with all provenance fits into its lines. All charts share the frame that
// wraps it.
func TestLongFooterIsNotCut(t *testing.T) {
	assert.Greater(t, len(longFooter), 250)
	f := newFrame(testForest(1, 3, 1))
	assert.LessOrEqual(t, len(f.footer), textLines)
	assert.NotContains(t, f.footer[len(f.footer)-1], ellipsis)
	for _, line := range f.footer {
		assert.LessOrEqual(t, footerText.Width(line), vg.Length(bodyWidth))
	}
}

// However long the texts are, the data keep some space.
func TestTextsLeaveRoomForData(t *testing.T) {
	const least = 50 // a short axis, on which the largest differences can be seen
	for name, spec := range allSpecs() {
		var panels []rowPanel
		switch pl := spec.plan(bodyWidth).(type) {
		case rangesPlan:
			for _, p := range pl.panels {
				panels = append(panels, p.rowPanel)
			}
		case dotsPlan:
			panels = append(panels, pl.rowPanel)
		case percentilesPlan:
			panels = append(panels, pl.rowPanel)
		}
		for _, p := range panels {
			assert.GreaterOrEqual(t, float64(p.axis.to-p.axis.from), float64(least), name)
			assert.LessOrEqual(t, p.valuesAt+p.values.width, bodyWidth+1e-6, name)
		}
	}
}
