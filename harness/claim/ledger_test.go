package claim_test

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/claim"
	"poolbench/harness/experiment"
	"poolbench/harness/node"
	"poolbench/harness/sample"
	"poolbench/harness/stats"
	"poolbench/variants/catalog"
)

// find returns the result of a claim.
func find(t *testing.T, results []claim.Result, id string) claim.Result {
	t.Helper()
	i := slices.IndexFunc(results, func(r claim.Result) bool { return r.ID == id })
	require.GreaterOrEqual(t, i, 0, id)
	return results[i]
}

// Every row of the ledger can be supported, refuted and left open by samples: no verdict is
// built in.
func TestSamplesDecideEveryRow(t *testing.T) {
	want := map[side]claim.Verdict{claimed: claim.Supported, opposite: claim.Refuted, straddling: claim.Inconclusive}
	for _, c := range claim.Ledger(2) {
		for where, verdict := range want {
			t.Run(c.ID+" "+string(verdict), func(t *testing.T) {
				b := newRun()
				if c.Needs.Node { // such a run has fewer rounds, and they are enough
					b = newNodeRun()
				}
				for _, p := range c.Parts {
					for i := range p.Tests { // the last first: outcomes may take back what values were set
						b.put(p.Tests[len(p.Tests)-1-i], where)
					}
				}
				r := find(t, claim.Evaluate(b.table()), c.ID)
				assert.Equal(t, verdict, r.Verdict, r.Reason)
				for _, p := range r.Found {
					assert.Equal(t, verdict, p.Verdict, "%s: %s", p.Label, p.Reason)
				}
				assert.NotEmpty(t, r.Shown())
				assert.Equal(t, b.run.ID, r.Run)
			})
		}
	}
}

func TestWhatWasNotMeasuredHasNoVerdict(t *testing.T) {
	b := newRun()
	b.series = nil
	for _, r := range claim.Evaluate(b.table()) {
		want := claim.NotMeasured
		if r.Needs.Node {
			want = claim.NotTestable
		}
		assert.Equal(t, want, r.Verdict, r.ID)
	}
}

// cells are all arms that a run on so many processors can have.
func cells(procs int) map[claim.Arm]bool {
	known := map[claim.Arm]bool{}
	for _, e := range experiment.For(procs) {
		for _, b := range e.Blocks {
			listed := append(slices.Clone(b.Rows), b.ExtraRows...)
			for _, row := range append(catalog.Rows(), node.Rows()...) {
				if listed == nil && slices.Contains(e.Faces, row.Face) || slices.Contains(listed, row.Key()) {
					known[claim.Arm{Experiment: e.Name, Group: b.Group, Value: b.Value, Row: row.Key()}] = true
				}
			}
		}
	}
	return known
}

// A row that names a cell that no run has would be "not measured" for ever.
func TestRowsNameCellsThatExist(t *testing.T) {
	for _, procs := range []int{1, 2, 3, 4, 8, 64} {
		known := cells(procs)
		for _, c := range claim.Ledger(procs) {
			tests := 0
			for _, p := range c.Parts {
				assert.NotEmpty(t, p.Tests, "%s %s", c.ID, p.Label)
				tests += len(p.Tests)
				for _, test := range p.Tests {
					for _, arm := range test.Arms() {
						assert.True(t, known[arm], "%s with %d processors: no cell %s", c.ID, procs, arm)
					}
				}
			}
			assert.Equal(t, stats.MinRounds, stats.RoundsNeeded(tests),
				"%s: %d tests could not be decided by the usual number of rounds", c.ID, tests)
			if c.Needs.Node {
				assert.LessOrEqual(t, float64(tests)*math.Ldexp(2, -nodeRounds), stats.FamilyAlpha,
					"%s: %d tests could not be decided by the rounds of a run with systems in Node.js", c.ID, tests)
			}
		}
	}
}

// An estimate takes as many rounds as the run has: a cell with fewer would leave it open for ever.
func TestWhatIsEstimatedIsMeasuredInEveryRound(t *testing.T) {
	few := map[string]bool{}
	for _, e := range experiment.For(2) {
		for _, b := range e.Blocks {
			few[strings.Join([]string{e.Name, b.Group, b.Value}, "/")] = b.Rounds > 0
		}
	}
	for _, c := range claim.Ledger(2) {
		for _, p := range c.Parts {
			for _, test := range p.Tests {
				switch test.(type) {
				case claim.Kept, claim.Fewer: // samples that are counted
					continue
				}
				for _, a := range test.Arms() {
					assert.False(t, few[strings.Join([]string{a.Experiment, a.Group, a.Value}, "/")], "%s: %s", c.ID, a)
				}
			}
		}
	}
}

func TestRowsAreComplete(t *testing.T) {
	seen := map[string]bool{}
	links := regexp.MustCompile(`https?://[^/\s)]+`)
	primary := []string{"https://go.dev", "https://github.com", "https://docs.libuv.org", "https://tc39.es", "https://developer.mozilla.org", "https://nodejs.org"}
	for _, c := range claim.Ledger(2) {
		assert.Regexp(t, `^[HSNGBM]\d\d$`, c.ID)
		assert.False(t, seen[c.ID], "%s is there twice", c.ID)
		seen[c.ID] = true
		assert.LessOrEqual(t, utf8.RuneCountInString(c.Quote), 42, "%s: the table of the command has no room for it", c.ID)
		assert.NotContains(t, c.Quote, "“", "%s: the words are ours", c.ID)
		for what, text := range map[string]string{"quote": c.Quote, "source": c.Source.Name, "hypothesis": c.Hypothesis, "why": c.Why, "kind": string(c.Kind)} {
			assert.NotEmpty(t, text, "%s: %s", c.ID, what)
			for _, host := range links.FindAllString(text+" "+c.Source.URL, -1) {
				assert.Contains(t, primary, host, "%s: sources and documentation themselves, nothing in between", c.ID)
			}
		}
		if c.Source.URL != "" {
			assert.True(t, strings.HasPrefix(c.Source.URL, "https://"), c.ID)
		}
		labels := map[string]bool{}
		for _, p := range c.Parts {
			assert.False(t, labels[p.Label], "%s: two parts %q", c.ID, p.Label)
			labels[p.Label] = true
		}
	}
	assert.True(t, slices.IsSortedFunc(claim.Ledger(2), func(a, b claim.Claim) int {
		return strings.Index("HSNGBM", a.ID[:1])*1000 - strings.Index("HSNGBM", b.ID[:1])*1000 + strings.Compare(a.ID, b.ID)
	}), "the order of reports")
}

func TestFind(t *testing.T) {
	c, err := claim.Find(2, "g12")
	require.NoError(t, err)
	assert.Equal(t, "G12", c.ID)
	_, err = claim.Find(2, "G99")
	assert.ErrorContains(t, err, `unknown claim "G99": allowed are H00 H01 S01 `)
}

// The committed run is real: its verdicts are not a matter of this test, but that there are
// some is, and that all of what it did not measure is said to be so.
func TestTheReferenceRunHasVerdicts(t *testing.T) {
	table, err := sample.Load("../../results/reference")
	require.NoError(t, err)
	counts := map[claim.Verdict]int{}
	for _, r := range claim.Evaluate(table) {
		counts[r.Verdict]++
	}
	assert.Positive(t, counts[claim.Supported])
	assert.Positive(t, counts[claim.Refuted])
	assert.Zero(t, counts[claim.TooNoisy])
}
