package study

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"poolbench/harness/claim"
	"poolbench/harness/sample"
	"poolbench/harness/stats"
)

// Run is a run that numbers are taken from.
type Run struct {
	// Dir is its directory.
	Dir string
	// Own is false for the reference run, unless that is what the guide is made of.
	Own   bool
	Table *sample.Table
	// claims is the ledger, by ID.
	claims map[string]claim.Result
}

// Book looks numbers up in several runs. Make it with [Open].
type Book struct {
	// Runs are the reader's, in the order in which they are asked, and then the reference.
	Runs []*Run
	// root is the way from where a text will stand to the repository's directory, with slashes;
	// empty where links make no sense, as on a terminal.
	root string
}

// Open reads the runs in own, of which those that do not exist are left out, and the one in
// reference, for what they do not have. If reference is empty, one of own, or does not exist, nothing
// stands in. It is an error if no run exists at all, or if one cannot be read.
func Open(own []string, reference string) (*Book, error) {
	b := &Book{}
	add := func(dir string, mine bool) error {
		if _, err := os.Stat(filepath.Join(dir, sample.SamplesFile)); dir == "" || errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		r, err := open(dir, mine)
		if err == nil {
			b.Runs = append(b.Runs, r)
		}
		return err
	}
	for _, dir := range own {
		if err := add(dir, true); err != nil {
			return nil, err
		}
	}
	if !b.has(reference) {
		if err := add(reference, false); err != nil {
			return nil, err
		}
	}
	if len(b.Runs) == 0 {
		return nil, fmt.Errorf("no run in %q, and none in %q: make quick takes a minute", own, reference)
	}
	return b, nil
}

func (b *Book) has(dir string) bool {
	for _, r := range b.Runs {
		if filepath.Clean(r.Dir) == filepath.Clean(dir) {
			return true
		}
	}
	return false
}

func open(dir string, own bool) (*Run, error) {
	table, err := sample.Load(dir)
	if err != nil {
		return nil, err
	}
	r := &Run{Dir: dir, Own: own, Table: table, claims: map[string]claim.Result{}}
	for _, c := range claim.Evaluate(table) {
		r.claims[c.ID] = c
	}
	return r, nil
}

// Number is the quantity in the first run that has it: the zero Number if none has. A metric
// that does not exist is an error.
func (b *Book) Number(q Quantity) (Number, error) {
	for _, r := range b.Runs {
		n, err := q.in(r)
		if err != nil || n.Known() {
			return n, err
		}
	}
	return Number{}, nil
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

// Claim is what the first run that can decide it says of the claim with id: one of at least
// [stats.MinRounds] rounds that has some of its cells. Without such a run it is what the last one
// says. An ID that the ledger does not have is an error.
func (b *Book) Claim(id string) (claim.Result, *Run, error) {
	for i, r := range b.Runs {
		c, ok := r.claims[id]
		if !ok {
			return claim.Result{}, nil, fmt.Errorf("the ledger has no claim %q", id)
		}
		if last := i == len(b.Runs)-1; last || r.Table.Run.Plan.Rounds >= stats.MinRounds && c.Verdict != claim.NotMeasured {
			return c, r, nil
		}
	}
	return claim.Result{}, nil, fmt.Errorf("no run")
}

// find is the series of a cell whose key may depend on the number of processors; nil if the run
// has no good sample of it.
func (r *Run) find(cell string) *sample.Series {
	s := r.Table.Find(expand(cell, r.Procs()))
	if s == nil || len(s.Taken) == 0 {
		return nil
	}
	return s
}

// Procs is GOMAXPROCS of the run.
func (r *Run) Procs() int { return r.Table.Run.Plan.GOMAXPROCS }

// Machine names the run's machine in a few words: "2 processors of AMD EPYC, go1.26.0, linux/amd64".
func (r *Run) Machine() string {
	m := r.Table.Run.Machine
	cpu := ""
	if m.CPU != "" {
		cpu = " of " + m.CPU
	}
	return fmt.Sprintf("%d processors%s, %s, %s/%s", r.Procs(), cpu, r.Table.Run.Build.Go, m.OS, m.Arch)
}
