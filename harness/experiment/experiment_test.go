package experiment_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/experiment"
	"poolbench/variants/catalog"
)

func TestEveryExperimentIsComplete(t *testing.T) {
	for _, e := range experiment.All() {
		assert.NotEmpty(t, e.Question, e.Name)
		assert.NotEmpty(t, e.Reading, e.Name)
		assert.NotEmpty(t, e.Parameter, e.Name)
		assert.Contains(t, []experiment.Shape{
			experiment.Batch, experiment.Backlog, experiment.Request, experiment.Arrivals,
		}, e.Shape, e.Name)
		assert.Contains(t, e.Faces, catalog.Own, e.Name)
		values := map[string]bool{}
		for _, b := range e.Blocks {
			assert.Positive(t, b.Submitters, e.Name)
			assert.NotEmpty(t, b.Workload.Name, e.Name)
			assert.Regexp(t, "^[A-Za-z0-9][A-Za-z0-9._]*$", b.Value, "benchstat has to read it")
			if e.Shape == experiment.Arrivals {
				assert.Positive(t, b.Load, e.Name)
				assert.Less(t, b.Load, 1.0, "%s: no pool keeps up with more", e.Name)
				assert.Equal(t, 1, b.Submitters, "%s: there is one generator", e.Name)
				assert.Zero(t, b.Tasks, "%s: they follow from the rate", e.Name)
			} else {
				assert.Zero(t, b.Load, e.Name)
			}
			assert.False(t, values[b.Value], "%s has %s twice", e.Name, b.Value)
			values[b.Value] = true
		}
	}
}

func TestSelectEverythingHasEachCellOnce(t *testing.T) {
	cells, err := experiment.Select(experiment.Selection{})
	require.NoError(t, err)
	seen := map[string]bool{}
	for _, c := range cells {
		assert.False(t, seen[c.Key()], "%s twice", c.Key())
		seen[c.Key()] = true
	}
	assert.True(t, seen["overhead/submitters=16/ants/guarded"])
	assert.True(t, seen["grain/grain=1.5us/channel/own"])
	assert.True(t, seen["sum/n=1e8/inline/own"])
	assert.True(t, seen["request/callers=16/conc/native"])
	assert.True(t, seen["arrivals/load=80pct/spawn/own"])
	assert.False(t, seen["request/callers=1/ants/guarded"])
	assert.False(t, seen["grain/grain=0/ants/guarded"], "grain compares own and native faces")
}

func TestQuickLeavesOutGuardedFacesAndSlowBlocks(t *testing.T) {
	cells, err := experiment.Select(experiment.Selection{Quick: true})
	require.NoError(t, err)
	blocks := map[string]bool{}
	for _, c := range cells {
		assert.NotEqual(t, catalog.Guarded, c.Row.Face)
		blocks[c.Experiment+"/"+c.Block.Value] = true
	}
	assert.Equal(t, map[string]bool{
		"overhead/1": true, "grain/0": true, "grain/1.5us": true, "grain/150us": true, "sum/1e5": true,
	}, blocks)
}

func TestReferencesAreAlwaysMeasuredAlong(t *testing.T) {
	cells, err := experiment.Select(experiment.Selection{Experiments: []string{"sum"}, Variants: []string{"ants"}})
	require.NoError(t, err)
	variants := map[string]bool{}
	for _, c := range cells {
		assert.Equal(t, "sum", c.Experiment)
		variants[c.Row.Variant] = true
	}
	assert.Equal(t, map[string]bool{"inline": true, "channel": true, "ants": true}, variants)
}

func TestUnknownNamesAreRefusedWithTheAllowedOnes(t *testing.T) {
	_, err := experiment.Select(experiment.Selection{Experiments: []string{"latency"}})
	require.EqualError(t, err, `unknown experiment "latency": allowed are overhead, grain, sum, request, arrivals, backlog`)

	_, err = experiment.Select(experiment.Selection{Variants: []string{"tunny"}})
	require.ErrorContains(t, err, `unknown variant "tunny": allowed are inline, spawn`)
}
