package main

import (
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/experiment"
	"poolbench/harness/node"
	"poolbench/harness/sample"
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
	for _, row := range node.Rows() {
		assert.True(t, lines[row.Variant+" "+string(row.Face)], row.Key())
	}
	assert.Less(t, strings.Index(out, "\ngopool "), strings.Index(out, "\nnode-loop "), "those in Node.js come after the strategies")
	_, beside, _ := strings.Cut(out, "(in make bench-node only)\n")
	assert.True(t, strings.HasPrefix(beside, "node-cost "), "their experiments have a list of their own")
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
	require.Len(t, got.Systems, len(node.Rows()))
	for i, row := range node.Rows() {
		assert.Equal(t, listedSystem{row.Variant, row.Face, row.Idea, row.Module, row.HandOver}, got.Systems[i])
	}
	require.Len(t, got.Experiments, len(experiment.All()))
	for i, e := range experiment.All() {
		assert.Equal(t, e.Name, got.Experiments[i].Name)
		assert.Equal(t, e.Question, got.Experiments[i].Question)
		assert.Equal(t, e.Node, got.Experiments[i].Node)
		require.Len(t, got.Experiments[i].Blocks, len(e.Blocks))
		for j, b := range e.Blocks {
			listed := got.Experiments[i].Blocks[j]
			assert.Equal(t, []any{b.Group, b.Value, b.Workload.Name, b.Workers, b.Queue, b.Procs, b.Tasks, b.Rounds, b.Load, b.Quick, b.Extra},
				[]any{listed.Group, listed.Value, listed.Workload, listed.Workers, listed.Queue, listed.Procs, listed.Tasks, listed.Rounds, listed.Load,
					listed.Quick, listed.Extra}, e.Name)
			assert.Equal(t, b.ExtraRows, listed.ExtraRows, e.Name)
		}
	}
	assert.Equal(t, selected(t, experiment.Selection{}), listedCells(got, false, false))
	assert.Equal(t, selected(t, experiment.Selection{All: true}), listedCells(got, false, true))
	beside := selected(t, experiment.Selection{Node: true})
	delete(beside, experiment.Control) // which is part of every run
	assert.Equal(t, beside, listedCells(got, true, false))
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

// Of one experiment the list says everything, in the width of a terminal.
func TestListOfAnExperimentShowsItsSettings(t *testing.T) {
	for _, e := range experiment.All() {
		code, out, errs := poolbench(t.Context(), "list", e.Name)
		assert.Equal(t, exitDone, code)
		assert.Empty(t, errs)
		assertWidth(t, out)
		words := strings.Join(strings.Fields(out), " ") // as the lines are not
		assert.Contains(t, words, e.Name+": "+e.Question)
		assert.Contains(t, words, strings.Join(strings.Fields(e.Reading), " "))
		for _, b := range e.Blocks {
			assert.Regexp(t, `(?m)^`+regexp.QuoteMeta(b.Value)+`(, `+regexp.QuoteMeta(b.Group)+`)?\+? +`+regexp.QuoteMeta(b.Workload.Name)+` `, out)
			for _, row := range e.Rows(b, true) {
				assert.Regexp(t, `[ (]`+row.Key()+`[+ \n]`, out, e.Name)
			}
		}
	}
	_, out, _ := poolbench(t.Context(), "list", "node-health")
	assert.Contains(t, out, "\nshape: health\npart of: bench-node\n")
	_, out, _ = poolbench(t.Context(), "list", "request")
	assert.Contains(t, out, "\npart of: bench, ALL=1\n")
	_, out, _ = poolbench(t.Context(), "list", "handoff")
	assert.Contains(t, out, " inline channel spawn+ ", "rows of the extra set have a plus")

	_, out, _ = poolbench(t.Context(), "list", "node-cost", "--json")
	var got listedExperiment
	require.NoError(t, json.Unmarshal([]byte(out), &got))
	assert.Equal(t, "node-cost", got.Name)
	assert.Len(t, got.Blocks, 4)
}

func TestAListThatCannotBeWrittenIsAnError(t *testing.T) {
	for room := range 8 {
		assert.Error(t, takeInventory().print(&fullAfter{room}), "%d writes succeed", room)
	}
	for room := range 2 {
		assert.Error(t, listOne(&fullAfter{room}, "node-cost", false), "%d writes succeed", room)
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

// selected counts the cells that a run of the selection compares, by experiment.
func selected(t *testing.T, s experiment.Selection) map[string]int {
	t.Helper()
	cells, err := experiment.Select(s)
	require.NoError(t, err)
	count := map[string]int{}
	for _, c := range cells {
		if c.Role == sample.Compared || c.Role == sample.Same {
			count[c.Experiment]++
		}
	}
	return count
}

// listedCells counts the same in what was listed.
func listedCells(all inventory, node, extra bool) map[string]int {
	count := map[string]int{}
	for _, e := range all.Experiments {
		if e.Node != node {
			continue
		}
		for _, b := range e.Blocks {
			n := len(b.Rows)
			if extra {
				n += len(b.ExtraRows)
			}
			if (extra || !b.Extra) && n > 0 {
				count[e.Name] += n
			}
		}
	}
	return count
}

func TestListShowsGroupsOnceAndMarksTheExtraSet(t *testing.T) {
	block := func(group, value string, quick, extra bool, rows ...string) listedBlock {
		return listedBlock{Group: group, Value: value, Quick: quick, Extra: extra, Rows: []string{"channel"}, ExtraRows: rows}
	}
	plain := listedExperiment{Blocks: []listedBlock{block("", "1", true, false), block("", "16", false, false), block("", "99", false, true, "spawn")}}
	assert.Equal(t, []string{"1* 16 99+"}, plain.lines())
	assert.Equal(t, "1+1", plain.rows())

	product := listedExperiment{Blocks: []listedBlock{
		block("way=pass", "8B", false, false), block("way=pass", "1MiB", false, true),
		block("way=encode", "8B", false, true), block("way=encode", "1MiB", false, true),
	}}
	assert.Equal(t, []string{"8B 1MiB+", "each with way = pass encode+"}, product.lines(), "an extra value, and an extra group")
	assert.Equal(t, "1", product.rows())

	uneven := listedExperiment{Blocks: []listedBlock{block("in=channel", "1000", false, false), block("in=syscall", "8", false, false), block("in=syscall", "1000", false, false)}}
	assert.Equal(t, []string{"in = channel: 1000", "in = syscall: 8 1000"}, uneven.lines())

	var long listedExperiment
	for i := range 40 {
		long.Blocks = append(long.Blocks, block("", fmt.Sprintf("value%d", i), false, false))
	}
	for _, line := range long.lines() {
		assert.LessOrEqual(t, len(line), listWidth)
	}
	assert.Len(t, strings.Fields(strings.Join(long.lines(), " ")), 40)
	assert.Equal(t, []string{""}, listedExperiment{}.lines())
}
