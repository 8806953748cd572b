package chart

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The mark of a series stands before the title that names it, in the space of the panel.
func TestATitleMayNameItsSeries(t *testing.T) {
	g := testSame(3).named()
	require.NoError(t, g.Validate())
	assert.Empty(t, g.plan(bodyWidth).(gridPlan).key.items)
	first := g.plan(bodyWidth).(gridPlan).panels[0]
	assert.GreaterOrEqual(t, float64(find(t, g, g.Panels[0].Title).min.x), float64(margin+first.at.x+titleSample))

	g.Panels[0].Series = append(g.Panels[0].Series, g.Panels[1].Series...)
	assert.ErrorContains(t, g.Validate(), "named after one series, but it has 2")
}

// Few rows need no space for many.
func TestPanelsOfFewRowsAreLow(t *testing.T) {
	few := testRows().plan(bodyWidth).(gridPlan).panels[0]
	assert.Less(t, float64(few.size.y), float64(panelHeight))
	assert.InDelta(t, float64(panelRow*loosest), float64(few.size.y)/3, 1e-9, "3 rows as far apart as they may be")
	beside := testRows()
	beside.Panels[1] = testSame(1).Panels[0]
	assert.Equal(t, panelHeight, beside.plan(bodyWidth).(gridPlan).panels[0].size.y, "as high as what stands beside it")
}

// Many panels share a page.
func TestManyPanelsAreLow(t *testing.T) {
	few, many := testSame(9).plan(bodyWidth).(gridPlan), testSame(10).plan(bodyWidth).(gridPlan)
	assert.Equal(t, panelHeight, few.panels[0].size.y, "three lines")
	assert.Less(t, float64(many.panels[0].size.y), float64(panelHeight), "four")
}
