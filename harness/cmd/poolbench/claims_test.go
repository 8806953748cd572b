package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/claim"
	"poolbench/harness/report"
	"poolbench/harness/sample"
	"poolbench/harness/sample/sampletest"
	"poolbench/harness/stats"
)

// pools is a run of the empty task through a few rows; ants is slower than spawn.
var pools = map[string]float64{"spawn/own": 300, "freelist/own": 150, "ants/native": 500, "conc/native": 320}

func TestClaimsAsATable(t *testing.T) {
	dir := writeRun(t, "run", stats.MinRounds, pools)
	code, out, errs := poolbench(t.Context(), "claims", dir)
	assert.Equal(t, exitDone, code)
	assert.Empty(t, errs)
	assertWidth(t, out)
	assert.NotContains(t, out, "\x1b", "colours are for terminals")
	lines := strings.Split(strings.TrimSpace(out), "\n")
	measured := lines[:len(lines)-2]
	assert.True(t, slices.IsSortedFunc(measured, byTopic), "a line per claim that there is a cell of, in the ledger's order, and then the counts")
	for _, line := range measured {
		assert.Regexp(t, `^[HSGBM]\d\d `, line)
		assert.NotContains(t, line, "not measured")
	}
	assert.Contains(t, out, "S13 split        a pool saves the cost of creation          2 of 4 hold, 4 missing, 0.335× to 1.68×")
	assert.Contains(t, out, "G11 supported    conc: an empty task costs at most 450 ns")
	counts, left := lines[len(lines)-2], lines[len(lines)-1]
	assert.True(t, strings.HasPrefix(counts, fmt.Sprintf("%d claims: ", len(claim.Ledger(2)))), counts)
	assert.Contains(t, counts, " not measured")
	assert.Regexp(t, `^Not shown: \d+ without a measured cell; \d+ about Node.js, which make bench-node measures\.$`, left)
}

// byTopic orders lines by the IDs that they begin with.
func byTopic(a, b string) int {
	const topics = "HSNGBM"
	return cmp.Or(strings.Index(topics, a[:1])-strings.Index(topics, b[:1]), cmp.Compare(a[:3], b[:3]))
}

// A run's companion decides what is asked of Node.js, here that a Worker is dear.
func TestClaimsOfARunWithACompanion(t *testing.T) {
	dir, node := companions(t)
	code, out, errs := poolbench(t.Context(), "claims", dir)
	assert.Equal(t, exitDone, code, errs)
	assertWidth(t, out)
	assert.Contains(t, out, "\nN12 supported    Node.js: a Worker per request is expensive 5 ms [")
	assert.Contains(t, out, "\nS13 split        a pool saves the cost of creation")
	assert.Contains(t, out, "\nWhat is asked of Node.js, N and S24, is held against run in-node.\n")
	assert.NotContains(t, out, "make bench-node")

	_, out, _ = poolbench(t.Context(), "claims", dir, "n12")
	assert.Contains(t, strings.Join(strings.Fields(out), " "), "run: in-node chart: "+filepath.ToSlash(report.PlotsDir(node))+"/node-cost.png", "the run that has the cells, and its chart")

	_, out, _ = poolbench(t.Context(), "claims", node)
	assert.Contains(t, out, "N12 supported")
	assert.NotContains(t, out, "S13", "a run with systems in Node.js has no cell of it")

	var one struct{ Verdict, Run string }
	_, out, _ = poolbench(t.Context(), "claims", "--json", dir, "N12")
	require.NoError(t, json.Unmarshal([]byte(out), &one))
	assert.Equal(t, []string{"supported", "in-node"}, []string{one.Verdict, one.Run})

	_, out, _ = poolbench(t.Context(), "claims", "--against", dir, dir)
	assert.Contains(t, out, "N12 supported      supported    Node.js: a Worker")
	_, out, _ = poolbench(t.Context(), "claims", "--against", writeRun(t, "other", stats.MinRounds, pools), dir)
	assert.NotContains(t, out, "N12", "the other run has no companion")

	require.NoError(t, os.WriteFile(filepath.Join(node, sample.SamplesFile), []byte("no record\n"), 0o644))
	code, _, errs = poolbench(t.Context(), "claims", dir)
	assert.Equal(t, exitFailed, code)
	assert.Contains(t, errs, filepath.Join("node", "run", sample.SamplesFile))
}

// companions are a run of pools and its companion, in which a Worker takes 5 ms.
func companions(t *testing.T) (dir, node string) {
	t.Helper()
	dir = writeRun(t, "run", stats.MinRounds, pools)
	node = filepath.Join(filepath.Dir(dir), "node", "run")
	run := sample.Run{ID: "in-node", Plan: sample.Plan{Rounds: 8, GOMAXPROCS: 2}}
	var samples []sample.Sample
	for key, ns := range map[string]float64{
		"control/effect=known/inline/own+same": 150_000, "control/effect=known/inline/own+slower": 165_000,
		"node-cost/task=empty/inflight=1/node-loop/own": 1e3, "node-cost/task=empty/inflight=1/node-spawn/own": 5e6,
	} {
		name, role, _ := strings.Cut(key, "+")
		cell := sampletest.Cell(name)
		cell.Role = sample.Role(role)
		run.Plan.Cells = append(run.Plan.Cells, cell)
		for round := range run.Plan.Rounds {
			quiet := 0.0
			samples = append(samples, sample.Sample{Cell: key, Round: round + 1, Measured: &sample.Measurement{
				Tasks: 1000, WallNS: int64(ns * 1000 * (1 + 0.001*float64((round*7+len(key)*3)%5-2))), ForeignCPU: &quiet,
			}})
		}
	}
	return dir, sampletest.Write(t, node, run, samples)
}

func TestClaimsInFull(t *testing.T) {
	dir := writeRun(t, "run", stats.MinRounds, pools)
	for _, id := range []string{"S13", "s13"} {
		code, out, errs := poolbench(t.Context(), "claims", dir, id)
		assert.Equal(t, exitDone, code, errs)
		assertWidth(t, strings.ReplaceAll(out, dir, "DIR"))
		for _, text := range []string{
			"S13 a pool saves the cost of creation\nsplit: holds for freelist, channel; fails for ants/native, conc/native;",
			"about: study note", "tested: an empty task", "why: It saves", "run:", "chart: " + dir + "/plots/overhead.png",
			"freelist: supported\n", "time per task: overhead/1/freelist ÷ overhead/1/spawn ≤ 0.97×", "at 99 %", "at 95 %; 12 rounds, 0 left out",
			"overhead/1/spawn, median 300 ns", "pond/native: not measured: overhead/1/pond/native is not in the run",
		} {
			assert.Contains(t, out, text)
		}
	}
}

func TestClaimsAsJSON(t *testing.T) {
	dir := writeRun(t, "run", stats.MinRounds, pools)
	var all []struct{ ID, Verdict, Why string }
	_, out, _ := poolbench(t.Context(), "claims", "--json", dir)
	require.NoError(t, json.Unmarshal([]byte(out), &all))
	assert.Len(t, all, len(claim.Ledger(2)))
	var one struct {
		ID, Verdict string
		Parts       []struct{ Label string }
	}
	_, out, _ = poolbench(t.Context(), "claims", "--json", dir, "S13")
	require.NoError(t, json.Unmarshal([]byte(out), &one))
	assert.Equal(t, []string{"S13", "split"}, []string{one.ID, one.Verdict})
	assert.Len(t, one.Parts, 8)
}

func TestClaimsAgainstAnotherRun(t *testing.T) {
	before := writeRun(t, "before", stats.MinRounds, pools)
	after := writeRun(t, "after", stats.MinRounds, map[string]float64{"spawn/own": 300, "freelist/own": 150, "ants/native": 500, "conc/native": 600})
	code, out, errs := poolbench(t.Context(), "claims", "--against", before, after)
	assert.Equal(t, exitDone, code, errs)
	assertWidth(t, out)
	assert.Contains(t, out, "G11 refuted      ≠ supported    conc: an empty task costs at most 450 ns")
	assert.Contains(t, out, "S13 split          split        a pool")
	var agreement claim.Agreement
	_, text, _ := poolbench(t.Context(), "claims", "--json", "--against", before, after)
	require.NoError(t, json.Unmarshal([]byte(text), &agreement))
	assert.Equal(t, agreement.Decided-1, agreement.Agree, "all but G11")
	assert.Equal(t, agreement.DecidedOrSplit-1, agreement.AgreeOrSplit)
	assert.Contains(t, out, fmt.Sprintf("\n%d of %d if those that it splits are counted as well\n", agreement.AgreeOrSplit, agreement.DecidedOrSplit))

	code, out, _ = poolbench(t.Context(), "claims", "--against", writeRun(t, "few", 1, pools), after)
	assert.Equal(t, exitDone, code)
	assert.Contains(t, out, "few supports or refutes nothing\n")
}

func TestClaimsOfALatestRun(t *testing.T) {
	t.Chdir(t.TempDir())
	for args, c := range map[string]struct {
		code int
		want string
	}{
		"claims":                     {exitFailed, "results/latest/samples.jsonl: no such file: give the directory of a run"},
		"claims G12":                 {exitFailed, "results/latest/samples.jsonl: no such file"},
		"claims nowhere":             {exitFailed, "nowhere/samples.jsonl: no such file"},
		"claims --against nowhere x": {exitFailed, "x/samples.jsonl: no such file"},
		"claims G99":                 {exitUsage, `unknown claim "G99": allowed are H00 H01 S01`},
		"claims nowhere G99":         {exitUsage, `unknown claim "G99": allowed are H00 H01 S01`},
		"claims a b c":               {exitUsage, "poolbench claims takes a directory and the ID of a claim, but got 3 arguments"},
		"claims --against a b G12":   {exitUsage, "--against compares all claims: the ID G12 does not go with it"},
	} {
		code, out, errs := poolbench(t.Context(), strings.Fields(args)...)
		assert.Equal(t, c.code, code, args)
		assert.Empty(t, out, args)
		assert.True(t, strings.HasPrefix(errs, "poolbench: "+c.want), errs)
		assert.Equal(t, 1, strings.Count(errs, "\n"), errs)
	}
}

// Codes have no width: lines break where they would without colours.
func TestColoursMoveNoLines(t *testing.T) {
	r := claim.Result{Verdict: claim.Split, Reason: strings.Repeat("it depends, ", 20)}
	var plain, colourful strings.Builder
	printClaim(&plain, r, "dir", newPaint(&plain))
	printClaim(&colourful, r, "dir", coloured)
	assert.Contains(t, colourful.String(), "\x1b[33msplit\x1b[0m: it depends")
	assert.Equal(t, plain.String(), strings.NewReplacer("\x1b[33m", "", "\x1b[0m", "").Replace(colourful.String()))
	assertWidth(t, plain.String())
}

func TestVerdictsAreColouredOnDemand(t *testing.T) {
	assert.Equal(t, "\x1b[32msupported\x1b[0m", coloured(claim.Supported, "supported"))
	assert.Equal(t, "inconclusive", coloured(claim.Inconclusive, "inconclusive"), "what is not decided stands back")
}
