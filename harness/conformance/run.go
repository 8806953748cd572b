package conformance

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"poolbench/harness/child"
	"poolbench/harness/sample"
	"poolbench/variants/catalog"
	"poolbench/variants/variantstest"
)

const (
	// Limit is how long one case may take before it counts as hanging. Cases take
	// milliseconds; a hang is the usual way to fail, so this decides how long a table takes.
	Limit = 2 * time.Second
	// Repetitions of a case that passes. The rarest race known here shows about every
	// third time, so eight see it in 24 tables of 25.
	Repetitions = 8
	// atOnce is how many children run at the same time. They wait more than they compute.
	atOnce = 4
)

// JobName is the name of the child's job.
const JobName = "conformance"

// request is one case of one row.
type request struct {
	Variant string
	Face    catalog.Face
	Case    string
	Limit   time.Duration
}

// answer is how it ended in the child.
type answer struct{ Exempt, Violation string }

// Job runs one case in the current process.
func Job(text json.RawMessage) (any, error) {
	var r request
	if err := json.Unmarshal(text, &r); err != nil {
		return nil, err
	}
	row, err := catalog.Find(r.Variant, r.Face)
	if err != nil {
		return nil, err
	}
	for _, c := range variantstest.Cases() {
		if c.Name == r.Case {
			return judge(c, row, r.Limit), nil
		}
	}
	return nil, fmt.Errorf("unknown case %q", r.Case)
}

func judge(c variantstest.Case, row catalog.Row, limit time.Duration) answer {
	if reason := c.Skip(row.Traits); reason != "" {
		return answer{Exempt: reason}
	}
	if err := c.Check(row.Open, row.Traits, limit); err != nil {
		return answer{Violation: Violation(c, err)}
	}
	return answer{}
}

// Violation is what the check of a case found, without the case's name; a check that did not
// come to an end hangs.
func Violation(c variantstest.Case, err error) string {
	text := strings.TrimPrefix(err.Error(), c.Name+": ")
	if errors.Is(err, variantstest.ErrTimeout) {
		return "hangs: " + text
	}
	return text
}

// Run checks rows against the cases named, or against all if names is empty. report, if
// not nil, is called after each case with how many are done; never concurrently. The error
// is child.ErrInterrupted if ctx ended, or why no child could be started.
func Run(ctx context.Context, rows []catalog.Row, names []string, report func(done, total int)) (Table, error) {
	table := Table{Schema: Schema, Go: runtime.Version(), OS: runtime.GOOS, Arch: runtime.GOARCH}
	for _, c := range variantstest.Cases() {
		if len(names) == 0 || slices.Contains(names, c.Name) {
			table.Cases = append(table.Cases, Rule{c.Name, c.Rule})
		}
	}
	for _, r := range rows {
		table.Rows = append(table.Rows, Row{Variant: r.Variant, Face: r.Face, Findings: make([]Finding, len(table.Cases))})
	}
	return table, fill(ctx, &table, report)
}

// fill runs all cases of all rows, a few at once.
func fill(ctx context.Context, table *Table, report func(done, total int)) error {
	var (
		mu    sync.Mutex
		first error
		done  int
		wg    sync.WaitGroup
		slots = make(chan struct{}, atOnce)
		total = len(table.Rows) * len(table.Cases)
	)
	for i := range table.Rows {
		for j, rule := range table.Cases {
			slots <- struct{}{}
			wg.Go(func() {
				defer func() { <-slots }()
				row := &table.Rows[i]
				finding, err := examine(ctx, *row, rule.Name)
				row.Findings[j] = finding
				mu.Lock()
				defer mu.Unlock()
				if first == nil {
					first = err
				}
				if done++; report != nil {
					report(done, total)
				}
			})
		}
	}
	wg.Wait()
	return first
}

// examine repeats one case until it fails or has passed often enough.
func examine(ctx context.Context, row Row, name string) (Finding, error) {
	process := child.Process{GOMAXPROCS: runtime.GOMAXPROCS(0), Timeout: 2 * Limit}
	for range Repetitions {
		var a answer
		failure, err := process.Ask(ctx, JobName, request{row.Variant, row.Face, name, Limit}, &a)
		switch {
		case err != nil:
			return Finding{}, err
		case failure != nil:
			return blame(row, name, describe(failure)), nil
		case a.Exempt != "":
			return Finding{Case: name, Verdict: Exempt, Detail: a.Exempt}, nil
		case a.Violation != "":
			return blame(row, name, firstLine(a.Violation)), nil
		}
	}
	return Finding{Case: name, Verdict: Meets}, nil
}

// describe says how a process ended: for a pool that is behaviour.
func describe(f *sample.Failure) string {
	if f.Kind == sample.TimedOut {
		return "hangs, and cannot be stopped from outside"
	}
	return "the process dies: " + f.Detail
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

// blame decides what a rule that was not kept means.
func blame(row Row, name, detail string) Finding {
	f := Finding{Case: name, Verdict: Differs, Detail: detail}
	if row.Face != catalog.Native {
		f.Verdict = Violates
		return f
	}
	for _, p := range Promises() {
		if p.Variant == row.Variant && p.Case == name {
			f.Verdict, f.Promise, f.Issue = Breaks, p.Source, p.Issue
		}
	}
	return f
}
