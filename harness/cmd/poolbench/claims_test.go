package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/claim"
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
	ledger := claim.Ledger(2)
	require.Len(t, lines, len(ledger)+1, "a line per claim, and the counts")
	for i, c := range ledger {
		assert.True(t, strings.HasPrefix(lines[i], c.ID+" "), lines[i])
	}
	assert.Contains(t, out, "S13 split        a pool saves the cost of creation          2 of 4 hold, 4 missing, 0.335× to 1.68×")
	assert.Contains(t, out, "G11 supported    conc: an empty task costs at most 450 ns")
	assert.Contains(t, lines[len(ledger)], "claims: ")
	assert.Contains(t, lines[len(ledger)], " not measured")
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
