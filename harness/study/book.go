package study

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"poolbench/harness/claim"
	"poolbench/harness/compare"
	"poolbench/harness/machine"
	"poolbench/harness/sample"
)

// Run is a run that numbers are taken from.
type Run struct {
	// Dir is its directory.
	Dir string
	// Own is false for the reference run, unless that is what the guide is made of.
	Own bool
	// Node is true for a companion: a run with systems in Node.js that follows the run it belongs to, and
	// answers for the experiments that have such systems and for nothing else.
	Node  bool
	Table *sample.Table
	// Doubts say why its numbers should not be taken at face value: its controls failed, or others
	// disturbed it. None is the usual case.
	Doubts []string
	// claims is the ledger, by ID.
	claims map[string]claim.Result
}

// Book looks numbers up in several runs. Make it with [Open].
type Book struct {
	// Runs are the reader's, in the order in which they are asked, and then the reference, each with its
	// companion behind it: see [sample.Companion].
	Runs []*Run
	// root is the way from where a text will stand to the repository's directory, with slashes;
	// empty where links make no sense, as on a terminal.
	root string
}

// Open reads the runs in own, of which those that do not exist are left out, and the one in
// reference, for what they do not have, each with its companion if it has one, which may be there without it.
// Those in own from the second on are for what the first
// lacks: they are left out, as companions are, if they are of another machine or another version of Go than the first, or
// than this machine if there is no first. If reference is empty, one of own, or does not exist,
// nothing stands in. It is an error if no run is left, or if one cannot be read.
func Open(own []string, reference string) (*Book, error) {
	b := &Book{}
	at := here()
	for i, dir := range own {
		runs, err := open(dir, true)
		if err != nil {
			return nil, err
		}
		for j, r := range runs {
			switch {
			case i == 0 && j == 0:
				at = placeOf(r)
				b.Runs = append(b.Runs, r)
			case placeOf(r) == at:
				b.Runs = append(b.Runs, r)
			}
		}
	}
	if !b.has(reference) {
		runs, err := open(reference, false)
		if err != nil {
			return nil, err
		}
		b.Runs = append(b.Runs, runs...)
	}
	if len(b.Runs) == 0 {
		return nil, fmt.Errorf("no run in %s that is of this machine, nor any in %s: make quick takes a minute", strings.Join(own[:min(1, len(own))], ""), reference)
	}
	return b, nil
}

// Reference is the first run that is not the reader's; nil if all are.
func (b *Book) Reference() *Run { return b.first(func(r *Run) bool { return !r.Own }) }

// Companion is the first run with systems in Node.js that came along with another one; nil if none has.
func (b *Book) Companion() *Run { return b.first(func(r *Run) bool { return r.Node }) }

func (b *Book) first(is func(*Run) bool) *Run {
	if i := slices.IndexFunc(b.Runs, is); i >= 0 {
		return b.Runs[i]
	}
	return nil
}

// Only is a book of some of the runs, at least one, in their order: no other stands in for what they lack.
func (b *Book) Only(runs ...*Run) *Book { return &Book{Runs: runs, root: b.root} }

// Here tells whether a run that is taken now would be one of the reader's: see [Open].
func (b *Book) Here() bool {
	return !b.Runs[0].Own || placeOf(b.Runs[0]) == here()
}

// place is where a run was taken: runs of one place are a reader's own together.
type place struct {
	cpu          string
	cores, procs int
	goVersion    string
}

func placeOf(r *Run) place {
	run := r.Table.Run
	return place{run.Machine.CPU, run.Machine.Cores, run.Plan.GOMAXPROCS, run.Build.Go}
}

func here() place {
	m := machine.Describe()
	return place{m.CPU, m.Cores, runtime.GOMAXPROCS(0), runtime.Version()}
}

func (b *Book) has(dir string) bool {
	for _, r := range b.Runs {
		if filepath.Clean(r.Dir) == filepath.Clean(dir) {
			return true
		}
	}
	return false
}

// open reads the run in dir and its companion: none, one of them, or both.
func open(dir string, own bool) ([]*Run, error) {
	if dir == "" {
		return nil, nil
	}
	var runs []*Run
	for _, at := range []string{dir, sample.Companion(dir)} {
		if _, err := os.Stat(filepath.Join(at, sample.SamplesFile)); at == "" || errors.Is(err, fs.ErrNotExist) {
			continue
		}
		table, err := sample.Load(at)
		if err != nil {
			return nil, err
		}
		runs = append(runs, &Run{Dir: at, Own: own, Node: at != dir, Table: table, Doubts: doubtsOf(table), claims: map[string]claim.Result{}})
	}
	assign(runs)
	return runs, nil
}

// assign evaluates the ledger for a run and its companion, and gives each what it has decided: the
// companion what is asked of Node.js.
func assign(runs []*Run) {
	if len(runs) == 0 {
		return
	}
	last := runs[len(runs)-1]
	var node *sample.Table
	if last.Node {
		node = last.Table
	}
	for _, c := range claim.EvaluateWith(runs[0].Table, node) {
		owner := runs[0]
		if c.Needs.Node {
			owner = last
		}
		if !owner.Node || c.Needs.Node { // a companion alone says nothing of the rest
			owner.claims[c.ID] = c
		}
	}
}

// Number is the quantity as the reader's runs have it, of several the one with the most rounds, and
// otherwise as the reference has it. What failed in a run of the reader is a result of that, and
// nothing stands in: the Number then has a Lack. It is the zero Number if no run has anything. A
// metric that does not exist is an error.
func (b *Book) Number(q Quantity) (Number, error) {
	best := Number{}
	for _, r := range b.Runs {
		if !r.Own && best.From != nil {
			break
		}
		n, err := q.in(r)
		if err != nil {
			return Number{}, err
		}
		if n.From != nil && (best.From == nil || n.Rounds > best.Rounds) {
			best = n
		}
	}
	return best, nil
}

// Together are the quantities in the first run that has all of them, so that they can be compared:
// those of two machines could not. Zero Numbers if no run has all.
func (b *Book) Together(qs []Quantity) ([]Number, error) {
	for _, r := range b.Runs {
		numbers := make([]Number, len(qs))
		all := true
		for i, q := range qs {
			n, err := q.in(r)
			if err != nil {
				return nil, err
			}
			numbers[i], all = n, all && n.Known()
		}
		if all {
			return numbers, nil
		}
	}
	return make([]Number, len(qs)), nil
}

// Claim is what one of the runs says of the claim with id. A run that decides it comes first, the reader's
// before the reference. Where none of the reader's does, one that has all of its cells in enough
// rounds is next, which says that it cannot be told there; then the reference, and then whatever there is. An
// ID that the ledger does not have is an error.
func (b *Book) Claim(id string) (claim.Result, *Run, error) {
	var found *Run
	best := 0
	for _, r := range b.Runs {
		c, ok := r.claims[id]
		if !ok { // it is its companion's, or the other way round
			continue
		}
		if worth := r.tells(c); found == nil || worth > best {
			found, best = r, worth
		}
	}
	if found == nil {
		return claim.Result{}, nil, fmt.Errorf("the ledger has no claim %q", id)
	}
	return found.claims[id], found, nil
}

// tells ranks what a run says of a claim, for Claim.
func (r *Run) tells(c claim.Result) int {
	complete := r.Table.Run.Plan.Rounds >= compare.RoundsNeeded(r.Table.Run.Plan)
	for _, p := range c.Found {
		complete = complete && p.Verdict != claim.NotMeasured
	}
	decided := c.Verdict == claim.Supported || c.Verdict == claim.Refuted || c.Verdict == claim.Split
	switch {
	case c.Verdict == claim.NotMeasured, c.Verdict == claim.NotTestable:
		return 0
	case r.Own && decided:
		return 4
	case r.Own && complete:
		return 3
	case !r.Own:
		return 2
	}
	return 1
}

// series are the samples of a cell whose key may depend on the number of processors; nil if the run
// has none, good or failed, and of a companion what is not its own.
func (r *Run) series(cell string) *sample.Series {
	if r.Node && !strings.HasPrefix(cell, nodePrefix) {
		return nil // its controls are about itself
	}
	s := r.Table.Find(expand(cell, r.Procs()))
	if s == nil || len(s.Taken)+len(s.Failures) == 0 {
		return nil
	}
	return s
}

// nodePrefix begins the names of the experiments that have systems in Node.js.
const nodePrefix = "node-"

// doubtsOf says why numbers of a run should not be taken at face value.
func doubtsOf(t *sample.Table) []string {
	trust := compare.Within(t).Trust
	var doubts []string
	if why := cmp.Or(trust.Void, trust.TwinsApart()); why != "" {
		doubts = append(doubts, "its controls failed: "+why)
	}
	if n := trust.Gate.Disturbed; n > 0 {
		doubts = append(doubts, fmt.Sprintf("others disturbed %d of its %d samples, which are in medians and not in ratios", n, trust.Gate.Kept))
	}
	return doubts
}

// Procs is GOMAXPROCS of the run.
func (r *Run) Procs() int { return r.Table.Run.Plan.GOMAXPROCS }

// Machine names the run's machine in a few words: "2 processors of AMD EPYC, go1.26.0, linux/amd64"; with
// systems in Node.js its version too.
func (r *Run) Machine() string {
	m := r.Table.Run.Machine
	text := "1 processor"
	if n := r.Procs(); n != 1 {
		text = fmt.Sprintf("%d processors", n)
	}
	if m.CPU != "" {
		text += " of " + m.CPU
	}
	build := r.Table.Run.Build.Go
	if v := r.Table.Run.Build.Node; v != "" {
		build += ", Node.js " + v
	}
	return fmt.Sprintf("%s, %s, %s/%s", text, build, m.OS, m.Arch)
}
