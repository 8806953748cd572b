package main

import (
	"encoding/json"
	"io"
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
		assert.Contains(t, out, w.Source)
		if w.Industry != "" {
			assert.True(t, lines[w.Name+" "+strings.Fields(w.Industry)[0]], w.Name)
			assert.Contains(t, out, w.Grain.String())
		}
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
		assert.Equal(t, w.Industry, got.Workloads[i].Industry)
		assert.Equal(t, w.Source, got.Workloads[i].Source)
		assert.Equal(t, w.Inputs, got.Workloads[i].Inputs)
		assert.Equal(t, w.Grain, got.Workloads[i].Grain)
	}
}

// A list of values has no end: it continues below, and each value is there once.
func TestLongListsAreFolded(t *testing.T) {
	for _, c := range []struct {
		words string
		width int
		want  []string
	}{
		{"", 5, nil},
		{"a b c", 5, []string{"a b c"}},
		{"a b cd", 5, []string{"a b", "cd"}},
		{"toolong b", 5, []string{"toolong", "b"}},
	} {
		assert.Equal(t, c.want, fold(strings.Fields(c.words), c.width), c.words)
	}
	assert.Equal(t, []string{"1", "2"}, unique([]string{"1", "2", "1", "2"}))
}

func TestAListThatCannotBeWrittenIsAnError(t *testing.T) {
	for room := range 6 {
		assert.Error(t, takeInventory().print(&fullAfter{room}), "%d writes succeed", room)
	}
}

// fullAfter is a disk that takes so many writes.
type fullAfter struct{ writes int }

func (f *fullAfter) Write(p []byte) (int, error) {
	if f.writes == 0 {
		return 0, io.ErrShortWrite
	}
	f.writes--
	return len(p), nil
}
