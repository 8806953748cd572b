package main

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/experiment"
	"poolbench/harness/workload"
	"poolbench/variants/catalog"
)

func TestListNamesEverything(t *testing.T) {
	code, out, errs := poolbench(t.Context(), "list")
	assert.Equal(t, exitDone, code)
	assert.Empty(t, errs)
	assertWidth(t, out)
	lines := map[string]bool{}
	for line := range strings.Lines(out) {
		words := strings.Fields(line)
		lines[strings.Join(words[:min(2, len(words))], " ")] = true
	}
	for _, row := range catalog.Rows() {
		assert.True(t, lines[row.Variant+" "+string(row.Face)], row.Key())
	}
	for _, e := range experiment.All() {
		assert.True(t, lines[e.Name+" "+e.Parameter], e.Name)
	}
	for _, w := range workload.All() {
		assert.Contains(t, out, "\n"+w.Name+" ")
		assert.Contains(t, out, w.Title)
	}
}

func TestListAsJSONHasEverything(t *testing.T) {
	code, out, errs := poolbench(t.Context(), "list", "--json")
	assert.Equal(t, exitDone, code)
	assert.Empty(t, errs)
	var got inventory
	decoder := json.NewDecoder(strings.NewReader(out))
	decoder.DisallowUnknownFields()
	require.NoError(t, decoder.Decode(&got))
	require.Len(t, got.Variants, len(catalog.Rows()))
	for i, row := range catalog.Rows() {
		assert.Equal(t, row.Variant, got.Variants[i].Variant)
		assert.Equal(t, row.Face, got.Variants[i].Face)
		assert.Equal(t, row.Traits, got.Variants[i].Traits)
		assert.NotEmpty(t, got.Variants[i].Idea)
	}
	require.Len(t, got.Experiments, len(experiment.All()))
	for i, e := range experiment.All() {
		assert.Equal(t, e.Name, got.Experiments[i].Name)
		assert.Equal(t, e.Question, got.Experiments[i].Question)
		assert.Len(t, got.Experiments[i].Values, len(e.Blocks))
	}
	require.Len(t, got.Workloads, len(workload.All()))
	for i, w := range workload.All() {
		assert.Equal(t, w.Name, got.Workloads[i].Name)
		assert.Equal(t, w.Answer, got.Workloads[i].Answer, "all 64 bits")
	}
}
