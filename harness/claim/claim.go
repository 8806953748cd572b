// Package claim is the ledger: sentences of guides, READMEs, issues and the study note about
// goroutines and pools, in our words, each turned into a hypothesis that a run on the reader's
// machine can contradict.
//
// # Model
//
// A [Claim] is data: what it is about, whose text, the hypothesis with its threshold, the cells of
// the run that it is about, and why the answer may be what it is. Each [Part] of it is one
// cell of its table, a task size or a strategy, and has one [Test] or several, of which all
// have to hold, or any. [Evaluate] computes every verdict from the samples. Nobody writes one.
//
// A statistical test has one value per round, x: a ratio of two arms, or one arm's metric.
// Rounds in which an arm was disturbed by others are left out. The estimate of x, its
// intervals and the p of "x lies exactly on the threshold" come from [stats.PairedAgainst].
// A test is decided, by the side on which the estimate lies, if
//
//   - the 99 % interval excludes the threshold, which is p < 0.01,
//   - p after Holm's correction for all tests of the claim is below [stats.FamilyAlpha], so
//     that the probability of even one wrong statement in a claim stays below 5 %, and
//   - the estimate is further from the threshold than the noise floor: what the baseline
//     and its twin differ by in the same experiment and metric. Where no twin tells,
//     [stats.DefaultMargin] stands in for it; sizes and numbers that are counted have none.
//
// It is inconclusive otherwise, and says how many rounds would probably decide it. For a
// range of two thresholds that means: the whole interval inside, or wholly outside. Two
// rankings are compared pair by pair instead: see [Rank].
//
// Of two arms what a round did to both cancels. For one arm alone nothing cancels: its
// interval is for the pseudo-median of its rounds, and the drift of the run is in it.
//
// The 5 % are for each claim. Claims are not corrected for each other, since each is a question
// that somebody asks alone: whoever counts verdicts has to expect up to one in twenty
// to be wrong by chance. What all rounds of a run share, a clock
// or the placement of code, is bias: no interval of that run contains it, and no p value.
//
// Other tests need no statistics: whether samples ended as they should, or how many rules a
// strategy broke. They prove less than they seem to. H00 is supported where no difference
// between twins was found, which is a failure to find one and no proof of equality. And three
// good samples of three are compatible with a rule that is broken in 6 processes of 10: all
// three keep it then in one case of sixteen.
//
// # How verdicts are put together
//
// A part whose tests all have to hold is refuted if one is refuted, and supported if all are
// supported; one of whose tests any has to hold, the other way round. Missing cells, failed
// cells and undecided tests leave it inconclusive unless the others settle it.
//
// A claim is supported if all of its parts are, refuted if all are, and split if some hold and
// some fail: then it is a sentence that is true somewhere, and the parts say where. If a part
// is left undecided or was not measured, and nothing contradicts the rest, the claim is
// inconclusive, and the parts are named: nine of ten are not the claim.
//
// Claims with statistical tests have no verdict at all in a run whose controls failed: see
// [compare.Trust].
//
// Claims about Node.js are decided by a run of its own, by that run's controls and noise floors: see
// [EvaluateWith]. Such a run has 8 rounds, and they have few enough tests for that.
//
// # What it is not
//
// It does not measure, and it knows no other runs than those it is given. A verdict holds
// for that machine, those versions and those task sizes.
package claim

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	nodejs "poolbench/harness/node"
	"poolbench/harness/sample"
)

// Verdict is what a run says about a claim, a part or a test. The zero value is no verdict.
type Verdict string

// The verdicts.
const (
	// Supported: of a statistical test, the whole 99 % interval lies on the claimed side of the
	// threshold; of one that counts, see the test.
	Supported Verdict = "supported"
	// Refuted: the interval lies wholly on the other side, or the count does.
	Refuted Verdict = "refuted"
	// Split: the claim holds in some of its parts and fails in others.
	Split Verdict = "split"
	// Inconclusive: these samples cannot tell.
	Inconclusive Verdict = "inconclusive"
	// NotTestable: the machine, or poolbench itself, lacks what the claim needs.
	NotTestable Verdict = "not testable"
	// TooNoisy: the run's own controls failed.
	TooNoisy Verdict = "too noisy"
	// NotMeasured: the run has none of the cells.
	NotMeasured Verdict = "not measured"
)

// verdicts are all of them, in the order in which they are counted.
var verdicts = []Verdict{Supported, Refuted, Split, Inconclusive, TooNoisy, NotTestable, NotMeasured}

// Kind is what a claim is about.
type Kind string

// The kinds.
const (
	Throughput  Kind = "throughput"
	Latency     Kind = "latency"
	Memory      Kind = "memory"
	Behaviour   Kind = "behaviour"
	Measuring   Kind = "measurement"
	Calibration Kind = "calibration"
)

// Source is where a claim comes from.
type Source struct {
	// Name is the text, the project or the habit that it is about.
	Name string `json:"name"`
	// URL leads there; empty if there is no one place.
	URL string `json:"url,omitempty"`
}

// Needs are what a machine, and poolbench, have to have. The zero value needs nothing.
type Needs struct {
	// Processors is the least GOMAXPROCS of the run.
	Processors int `json:"processors,omitempty"`
	// Node is true for what is about cells of systems in Node.js: see [EvaluateWith].
	Node bool `json:"node,omitempty"`
}

// lacking says what a run or its machine lacks; nothing if they have all.
func (n Needs) lacking(t *sample.Table) string {
	if n.Node && !nodejs.TakesPart(t.Run.Plan) {
		return "needs a run with Node.js: make bench-node"
	}
	if procs := t.Run.Plan.GOMAXPROCS; procs < n.Processors {
		return fmt.Sprintf("needs %d processors, and the run had %d", n.Processors, procs)
	}
	return ""
}

// Claim is a row of the ledger.
type Claim struct {
	// ID is a letter and two digits. The letter tells the topic: H calibration, S the study
	// note, N the same sentence as the row S of that number, asked of Node.js, G guides, READMEs and issues on Go, B behaviour, M measuring, and what this project
	// says of itself.
	ID string `json:"id"`
	// Quote is what the source says or takes for granted, in a few words. They are ours, and
	// sharper than most sources: nothing here is quoted word by word.
	Quote  string `json:"claim"`
	Source Source `json:"source"`
	Kind   Kind   `json:"kind"`
	// Hypothesis is the sentence that is tested, with its threshold.
	Hypothesis string `json:"hypothesis"`
	Needs      Needs  `json:"needs"`
	// Why is the mechanism behind the likely answer, with a link where there is one to the
	// source. It is written before the run and gives no verdict.
	Why string `json:"why"`
	// Chart is the name of a file in the run's plots; empty if none shows it.
	Chart string `json:"chart,omitempty"`
	// Parts are decided one by one; nil for what is not testable at all.
	Parts []Part `json:"-"`
}

// Part is a claim in one of the cells of its table.
type Part struct {
	// Label names it within its claim, "grain 15us"; empty if it is the only one.
	Label string
	// Any is true where one of the tests is enough: "some pool is …".
	Any   bool
	Tests []Test
}

// Ledger returns all claims in the order of reports, for runs with so many processors:
// several are about a worker per processor. IDs are unique.
func Ledger(procs int) []Claim {
	p := newPlan(max(procs, 1))
	var all []Claim
	for _, rows := range [][]Claim{
		controls(), p.note(), p.noteOnPools(), p.noteOnWorkers(), p.noteOnClusters(), p.inNode(), p.guides(), p.guidesOnPools(), p.guidesOnParts(), p.guidesOnDivision(),
		p.guidesOnMemory(), p.responsive(), p.service(), behaviours(p), measuring(p),
	} {
		all = append(all, rows...)
	}
	slices.SortFunc(all, func(a, b Claim) int {
		return cmp.Or(strings.Index(topics, a.ID[:1])-strings.Index(topics, b.ID[:1]), cmp.Compare(a.ID, b.ID))
	})
	return all
}

// topics are the letters of IDs in the order of reports: what vouches for the rest comes first.
const topics = "HSNGBM"

// Find returns the claim with id among those of [Ledger], whatever the case of its letter,
// or an error that lists what there is.
func Find(procs int, id string) (Claim, error) {
	var ids []string
	for _, c := range Ledger(procs) {
		if strings.EqualFold(c.ID, id) {
			return c, nil
		}
		ids = append(ids, c.ID)
	}
	return Claim{}, fmt.Errorf("unknown claim %q: allowed are %s", id, strings.Join(ids, " "))
}
