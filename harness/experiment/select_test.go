package experiment_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/experiment"
	"poolbench/harness/node"
	"poolbench/harness/sample"
	"poolbench/variants/catalog"
)

func TestSelectEverythingHasEachCellOnce(t *testing.T) {
	cells, err := experiment.Select(experiment.Selection{})
	require.NoError(t, err)
	seen := map[string]bool{}
	for _, c := range cells {
		key := fmt.Sprint(c.Experiment, "/", c.Block.Group, c.Parameter, "=", c.Block.Value, "/", c.Row.Variant, "/", c.Row.Face, c.Role)
		assert.False(t, seen[key], "%s twice", key)
		seen[key] = true
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
		"overhead/1": true, "grain/0": true, "grain/1.5us": true, "grain/150us": true, "control/known": true,
	}, blocks)
}

func TestReferencesAreAlwaysMeasuredAlong(t *testing.T) {
	cells, err := experiment.Select(experiment.Selection{Experiments: []string{"sum"}, Variants: []string{"ants"}})
	require.NoError(t, err)
	variants := map[string]bool{}
	for _, c := range cells {
		assert.Contains(t, []string{"sum", experiment.Control}, c.Experiment)
		variants[c.Row.Variant] = true
	}
	assert.Equal(t, map[string]bool{"inline": true, "channel": true, "ants": true}, variants)
}

func TestUnknownNamesAreRefusedWithTheAllowedOnes(t *testing.T) {
	_, err := experiment.Select(experiment.Selection{Experiments: []string{"latency"}})
	require.ErrorContains(t, err, `unknown experiment "latency": allowed are overhead, grain, sum, workloads, request`)

	_, err = experiment.Select(experiment.Selection{Variants: []string{"tunny"}})
	require.ErrorContains(t, err, `unknown variant "tunny": allowed are inline, spawn`)
}

func TestEveryBlockHasItsTwinAndEveryRunItsKnownEffect(t *testing.T) {
	for _, s := range []experiment.Selection{{}, {All: true}, {Quick: true}, {Experiments: []string{"sum"}, Variants: []string{"ants"}}, {Node: true}} {
		cells, err := experiment.Select(s)
		require.NoError(t, err)
		twins, blocks := map[string]int{}, map[string]bool{}
		var slower, same []experiment.Cell
		for _, c := range cells {
			block := c.Experiment + "/" + c.Block.Value
			if c.Across {
				block = c.Experiment // where blocks are compared, one twin is enough
			}
			switch c.Role {
			case sample.Slower:
				slower = append(slower, c)
			case sample.Same:
				same = append(same, c)
			case sample.Twin:
				assert.Equal(t, catalog.Baseline, c.Row.Variant)
				twins[block]++
			default:
				blocks[block] = true
			}
		}
		for block := range blocks {
			want := 1
			// Counts and rules have no noise, and where all rows are systems in Node.js there is no baseline.
			if slices.Contains([]string{"blocking", "behaviour", "textbook", "leak", "memory", "node-errata", "node-size"}, block) {
				want = 0
			}
			assert.Equal(t, want, twins[block], block)
		}
		require.Len(t, same, 1)
		require.Len(t, slower, 1)
		assert.Equal(t, catalog.Serial, same[0].Row.Variant)
		more := float64(slower[0].Workload.Iterations) / float64(same[0].Workload.Iterations)
		assert.InDelta(t, experiment.KnownEffect, more, 1e-12)
	}
}

// measured are the experiments and the variants of a selection, in the order of their cells.
func measured(t *testing.T, s experiment.Selection) (experiments, variants []string) {
	t.Helper()
	cells, err := experiment.Select(s)
	require.NoError(t, err)
	for _, c := range cells {
		if !slices.Contains(experiments, c.Experiment) {
			experiments = append(experiments, c.Experiment)
		}
		if !slices.Contains(variants, c.Row.Variant) {
			variants = append(variants, c.Row.Variant)
		}
	}
	return experiments, variants
}

// A run has either Go's strategies or those in Node.js with Go beside them; the control is in both.
func TestSystemsInNodeAreARunOfTheirOwn(t *testing.T) {
	for _, s := range []experiment.Selection{{}, {All: true}, {Quick: true}} {
		experiments, variants := measured(t, s)
		assert.Empty(t, both(experiments, experiment.NodeNames()), "%+v", s)
		assert.Empty(t, both(variants, node.Names()), "%+v", s)
		assert.False(t, s.InNode())
	}
	experiments, variants := measured(t, experiment.Selection{Node: true})
	assert.Equal(t, append([]string{experiment.Control}, experiment.NodeNames()...), experiments)
	assert.Equal(t, append([]string{"inline", "spawn", "channel"}, node.Names()...), variants)
}

// To name experiments with systems in Node.js is to ask for such a run.
func TestNamingExperimentsInNodeSelectsThem(t *testing.T) {
	for _, s := range []experiment.Selection{
		{Experiments: []string{"node-size"}}, {Node: true, Experiments: []string{"node-size"}}, {Experiments: []string{experiment.Control, "node-size"}},
	} {
		assert.True(t, s.InNode(), "%+v", s)
		experiments, _ := measured(t, s)
		assert.Equal(t, []string{experiment.Control, "node-size"}, experiments, "%+v", s)
	}
	assert.False(t, experiment.Selection{Experiments: []string{experiment.Control}}.InNode())
	assert.False(t, experiment.Selection{Experiments: []string{"nonsense"}}.InNode())
}

// What a system in Node.js is held against stays: the baseline and the serial reference, where a block has them.
func TestReferencesStandBesideASystemInNode(t *testing.T) {
	_, variants := measured(t, experiment.Selection{Node: true, Variants: []string{node.Pool}})
	assert.Equal(t, []string{"inline", "channel", node.Pool}, variants)
	_, variants = measured(t, experiment.Selection{Node: true, Variants: []string{"spawn"}})
	assert.Equal(t, []string{"inline", "spawn", "channel"}, variants)
}

func TestSelectionsThatContradictThemselvesAreRefused(t *testing.T) {
	type selection = experiment.Selection
	for want, s := range map[string]selection{
		"experiment grain has no systems in Node.js: those that have are node-cost, node-work, ":                     {Node: true, Experiments: []string{"node-cost", "grain"}},
		"experiments sum and node-work: those with systems in Node.js are a run of their own":                        {Experiments: []string{"node-work", "sum"}},
		"variant node-loop is a system in Node.js: --node selects the experiments that have it":                      {Variants: []string{"channel", node.Loop}},
		"variant ants has no part in what is selected: allowed are inline, spawn, channel, node-loop, ":              {Node: true, Variants: []string{"ants"}},
		"variant node-loop has no part in what is selected: allowed are inline, node-pool":                           {Experiments: []string{"node-size"}, Variants: []string{node.Pool, node.Loop}},
		"variant ants has no part in what is selected: allowed are inline, channel":                                  {Experiments: []string{"leak", "transfer"}, Variants: []string{"ants"}},
		`unknown variant "node-fork": allowed are inline, spawn, freelist, channel, batched, errgroup, ants, pond, `: {Node: true, Variants: []string{"node-fork"}},
	} {
		cells, err := experiment.Select(s)
		assert.ErrorContains(t, err, want)
		assert.Nil(t, cells)
	}
}

// both are the texts that two lists share.
func both(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(text string) bool { return !slices.Contains(b, text) })
}
