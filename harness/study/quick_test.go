package study_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/experiment"
	"poolbench/harness/sample"
	"poolbench/harness/study"
	"poolbench/variants/catalog"
)

// A reader with nothing but make quick sees numbers of his own in all of the first questions, on any
// machine: none of their cells depends on the number of processors. Verdicts take more rounds.
func TestFirstQuestionsAreAboutTheQuickSelection(t *testing.T) {
	quick := quickCells(t)
	first := study.Questions()[:study.QuickQuestions]
	for _, q := range first {
		assert.Empty(t, q.Predict.Verdict, "%s: a quick run decides no claim", q.ID)
		for _, procs := range []int{1, 2, 8} {
			cells := append(predicted(q.Predict, procs), rested(q.Rests, procs)...)
			cells = append(cells, templateCells(q.Answer.Measured, procs)...)
			assert.NotEmpty(t, cells, q.ID)
			for _, cell := range cells {
				assert.True(t, quick[cell], "%s: %s is not in make quick", q.ID, cell)
			}
		}
	}
}

// A cell that is misspelt, or that no run has, would be printed as not measured for ever.
func TestAllCellsOfTextsAreMeasured(t *testing.T) {
	for _, procs := range []int{2, 8} {
		planned := plannedCells(t, procs)
		check := func(where string, cells []string) {
			for _, cell := range cells {
				assert.True(t, planned[cell], "%s: no experiment has %s on %d processors", where, cell, procs)
			}
		}
		for _, c := range study.Chapters() {
			text, err := c.Text()
			require.NoError(t, err)
			check(c.Key, templateCells(text, procs))
			for _, f := range c.Facts {
				check(f.ID, templateCells(f.Says+f.Text, procs))
			}
		}
		for _, q := range study.Questions() {
			a := q.Answer
			check(q.ID, predicted(q.Predict, procs))
			check(q.ID, rested(q.Rests, procs))
			check(q.ID, templateCells(strings.Join([]string{a.Claim, a.Mechanism, a.Measured, a.Fails, a.Monitor}, " "), procs))
		}
	}
}

// The two tests above can fail.
func TestCellsAreFoundInTemplates(t *testing.T) {
	text := `{{median "a/b=1/spawn/own" "cpu/wall"}} a/b=2/c {{fastest "ns/op" "scale/procs={P-1}/x/own" ` + "`e/f=1/g=2/y/native`" + `}} {{file "variants/spawn"}} {{median "node-a/b=1/node-pool/own" "ns/op"}}`
	assert.Equal(t, []string{"a/b=1/spawn/own", "scale/procs=7/x/own", "e/f=1/g=2/y/native", "node-a/b=1/node-pool/own"}, templateCells(text, 8))
	assert.False(t, quickCells(t)["overhead/submitters=16/channel/own"])
	assert.False(t, plannedCells(t, 2)["scale/procs=8/channel/own"])
	assert.True(t, plannedCells(t, 8)["scale/procs=8/channel/own"])
}

// predicted are the cells of a prediction.
func predicted(p study.Prediction, procs int) []string {
	var cells []string
	if p.Number != nil {
		cells = p.Number.Cells(procs)
	}
	for _, o := range p.Options {
		cells = append(cells, o.Of.Cells(procs)...)
	}
	return cells
}

// rested are the cells of conditions.
func rested(rests []study.Rest, procs int) []string {
	var cells []string
	for _, r := range rests {
		cells = append(cells, r.Of.Cells(procs)...)
	}
	return cells
}

// cellKey is a string in a template that names a cell: it has a parameter's value, which file names,
// metrics and claims have not.
var cellKey = regexp.MustCompile("[\"`]([a-z-]+/[^\"`\\s]*=[^\"`\\s]*)[\"`]")

// templateCells are the cells that a template names, for so many processors.
func templateCells(text string, procs int) []string {
	var cells []string
	for _, a := range action.FindAllString(text, -1) {
		for _, found := range cellKey.FindAllStringSubmatch(a, -1) {
			cells = append(cells, study.Median{Cell: found[1]}.Cells(procs)...)
		}
	}
	return cells
}

// quickCells are the keys of what make quick measures.
func quickCells(t *testing.T) map[string]bool {
	t.Helper()
	cells, err := experiment.Select(experiment.Selection{Quick: true})
	require.NoError(t, err)
	keys := map[string]bool{}
	for _, c := range cells {
		keys[key(c.Experiment, c.Parameter, c.Block, c.Row, c.Role)] = true
	}
	return keys
}

// plannedCells are the keys of all cells there are on a machine with so many processors, with the
// extra set and with controls.
func plannedCells(t *testing.T, procs int) map[string]bool {
	t.Helper()
	keys := map[string]bool{}
	for _, e := range experiment.For(procs) {
		for _, b := range e.Blocks {
			for _, row := range e.Rows(b, true) {
				for _, role := range roles(e, b, row) {
					keys[key(e.Name, e.Parameter, b, row, role)] = true
				}
			}
		}
	}
	return keys
}

// roles are those in which a row is measured in a block.
func roles(e experiment.Experiment, b experiment.Block, row catalog.Row) []sample.Role {
	switch {
	case e.Name == experiment.Control:
		return []sample.Role{sample.Same, sample.Slower}
	case row.Variant == catalog.Baseline && (!e.Across || e.Reference == experiment.Reference{Group: b.Group, Value: b.Value}):
		return []sample.Role{sample.Compared, sample.Twin}
	}
	return []sample.Role{sample.Compared}
}

func key(name, parameter string, b experiment.Block, row catalog.Row, role sample.Role) string {
	return sample.Cell{
		Experiment: name, Group: b.Group, Parameter: parameter, Value: b.Value,
		Variant: row.Variant, Face: string(row.Face), Role: role,
	}.Key()
}
