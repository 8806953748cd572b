// Package claim is the ledger: sentences that people repeat about goroutines and pools, each
// turned into a hypothesis that a run on the reader's machine can contradict.
//
// # Model
//
// A [Claim] is data: what is said, by whom, the hypothesis with its threshold, the cells of
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
//     and its twin differ by in the same experiment and metric.
//
// It is inconclusive otherwise, and says how many rounds would probably decide it. For a
// range of two thresholds that means: the whole interval inside, or wholly outside.
//
// Claims are not corrected for each other: each is a question that somebody asks alone. Whoever
// counts verdicts has to expect that one in some hundred tests is wrong by chance.
//
// Other tests need no statistics: whether samples ended as they should, or how many rules a
// strategy broke.
//
// # How verdicts are put together
//
// A part whose tests all have to hold is refuted if one is refuted, and supported if all are
// supported; one of whose tests any has to hold, the other way round. Missing cells, failed
// cells and undecided tests leave it inconclusive unless the others settle it.
//
// A claim is supported if all of its parts are, refuted if all are, and split if some hold and
// some fail: then it is a sentence that is true somewhere, and the parts say where. Parts that
// were not measured do not count, and are named. If anything is left undecided, and nothing
// contradicts the rest, the claim is inconclusive: nine parts of ten are not the claim.
//
// Claims with statistical tests have no verdict at all in a run whose controls failed: see
// [compare.Trust].
//
// # What it is not
//
// It does not measure, and it knows no other run than the one it is given. A verdict holds
// for that machine, those versions and those task sizes.
package claim

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"poolbench/harness/sample"
)

// Verdict is what a run says about a claim, a part or a test. The zero value is no verdict.
type Verdict string

// The verdicts.
const (
	// Supported: the whole 99 % interval lies on the claimed side of the threshold.
	Supported Verdict = "supported"
	// Refuted: it lies wholly on the other side.
	Refuted Verdict = "refuted"
	// Split: the claim holds in some of its parts and fails in others.
	Split Verdict = "split"
	// Inconclusive: these samples cannot tell.
	Inconclusive Verdict = "inconclusive"
	// NotTestable: the machine lacks what the claim needs.
	NotTestable Verdict = "not testable"
	// TooNoisy: the run's own controls failed.
	TooNoisy Verdict = "too noisy"
	// NotMeasured: the run has none of the cells.
	NotMeasured Verdict = "not measured"
)

// Verdicts are all verdicts, in the order in which they are counted.
var Verdicts = []Verdict{Supported, Refuted, Split, Inconclusive, TooNoisy, NotTestable, NotMeasured}

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

// Source is who says so.
type Source struct {
	// Name is the text, the project or the habit.
	Name string `json:"name"`
	// URL leads there; empty if there is no one place.
	URL string `json:"url,omitempty"`
}

// Needs are what a machine has to have. The zero value needs nothing.
type Needs struct {
	// Processors is the least GOMAXPROCS of the run.
	Processors int `json:"processors,omitempty"`
}

// lacking says what a run's machine lacks; nothing if it has all.
func (n Needs) lacking(plan sample.Plan) string {
	if plan.GOMAXPROCS < n.Processors {
		return fmt.Sprintf("needs %d processors, and the run had %d", n.Processors, plan.GOMAXPROCS)
	}
	return ""
}

// Claim is a row of the ledger.
type Claim struct {
	// ID is a letter and two digits. The letter tells the topic: H calibration, S the study
	// note, G guides, READMEs and issues on Go, B behaviour, M measuring.
	ID string `json:"id"`
	// Quote is what is said, in a few words, usually ours.
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
	// Parts are decided one by one.
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
	for _, rows := range [][]Claim{controls(), p.note(), p.noteOnPools(), p.guides(), p.guidesOnPools(), behaviours(p), measuring(p)} {
		all = append(all, rows...)
	}
	slices.SortFunc(all, func(a, b Claim) int {
		return cmp.Or(strings.Index(topics, a.ID[:1])-strings.Index(topics, b.ID[:1]), cmp.Compare(a.ID, b.ID))
	})
	return all
}

// topics are the letters of IDs in the order of reports: what vouches for the rest comes first.
const topics = "HSGBM"

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
