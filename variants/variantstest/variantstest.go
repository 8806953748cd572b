// Package variantstest is the conformance suite of variants.Pool: the contract in the
// package comment of variants, as a list of cases that a pool meets or does not.
//
// # Model
//
// A [Case] is one rule in words and one check that tries to break it. A check gets fresh
// pools, drives them through their two methods only, and has a limit; so it says the same
// about a hand-rolled pool, a library and a pool of yours. [Run] is the whole suite inside
// go test. [Case.Check] is one case anywhere else, for instance in a child process, where
// a pool may crash without taking its judge along.
//
// What a strategy does differently on purpose is declared in variants.Traits. A declared
// difference exempts from the cases that it contradicts, with a printed reason, and what
// is declared has to hold: a pool that says FIFO is tested for FIFO.
//
// # Your own pool
//
//	func TestPool(t *testing.T) {
//		variantstest.Run(t, mypool.Open, variants.Traits{
//			Workers: variants.AsConfigured, Queue: variants.AsConfigured,
//			Async: true, FIFO: true, Reuses: variants.Always, GoexitSafe: true,
//		})
//	}
//
// Embed variants.Failures and run each task with its Run method: it is what lets Do tell
// the pool that a failure has already reached its caller. Run the test with -race as well:
// the rules on memory are invisible without it.
//
// # How the checks are written
//
// No check sleeps to let something happen. Tasks wait at gates, checks wait for marks that
// tasks leave, and time appears only as a limit: how long the whole case may take, and how
// long the suite watches that something does not happen. A slow machine can make such a
// watch miss a defect, but never fail a correct pool.
//
// # What it is not
//
// It is not a proof: races are provoked, not enumerated. It measures nothing. It does not
// run cases side by side in one process, because one of them counts goroutines.
package variantstest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"poolbench/variants"
)

// DefaultLimit is how long Run lets one case take. Cases take milliseconds; the limit is
// for machines that do something else as well.
const DefaultLimit = 10 * time.Second

// Errors of Check that say why there is no verdict of the ordinary kind.
var (
	// ErrTimeout is wrapped by the error of a check that waited for the pool until its
	// limit: the pool hangs, or is slower than the limit.
	ErrTimeout = errors.New("timed out")
	// ErrExempt is wrapped by the error of a check that was not run, see Case.Skip.
	ErrExempt = errors.New("exempt")
)

// Open makes a fresh pool, or returns an error for an invalid Config.
type Open = func(variants.Config) (variants.Pool, error)

// Case is one rule of the contract with the check that tries to break it.
type Case struct {
	// Name is stable, in lower case and without spaces: "exactly-once/8-submitters".
	Name string
	// Rule is what a pool has to do, in a sentence.
	Rule string

	exempt []exemption
	check  func(*trial)
}

// Skip returns why the case does not apply to a pool with traits, or "" if it does.
func (c Case) Skip(traits variants.Traits) (reason string) {
	for _, exempt := range c.exempt {
		if reason := exempt(traits); reason != "" {
			return reason
		}
	}
	return ""
}

// Check runs the case on fresh pools made by open and returns nil if they kept the rule.
// A violation, a hang (ErrTimeout) and a panic in a call into the pool are errors; a panic
// in a goroutine of the pool's own ends the process, as it would anywhere. Check returns
// soon after limit even if the pool does not: what is stuck in it then stays behind.
func (c Case) Check(open Open, traits variants.Traits, limit time.Duration) error {
	if reason := c.Skip(traits); reason != "" {
		return fmt.Errorf("%s: %w: %s", c.Name, ErrExempt, reason)
	}
	ctx, end := context.WithTimeout(context.Background(), limit)
	defer end()
	tr := &trial{ctx: ctx, limit: limit, opener: open, traits: traits}
	checked := make(chan struct{})
	go func() {
		defer close(checked)
		tr.run(c.check)
	}()

	grace := limit / 4 // after the limit all gates are open: time for what they held to end
	select {
	case <-checked:
	case <-time.After(limit + grace):
		return fmt.Errorf("%s: %w after %v: the check itself is stuck in the pool", c.Name, ErrTimeout, limit)
	}
	end()
	tr.cleanUp(grace)
	if tr.err != nil {
		return fmt.Errorf("%s: %w", c.Name, tr.err)
	}
	return nil
}

// Cases returns the whole suite in the order of the contract. The caller owns the slice.
func Cases() []Case {
	return slices.Concat(
		admissionCases(), completionCases(), capacityCases(), strategyCases(),
		blockingCases(), nestingCases(), failureCases(), reportCases(),
		closeCases(), leakCases(), doCases(), mapCases(),
	)
}

// Run runs every case as a subtest, with DefaultLimit each. Cases that do not apply to
// traits are skipped with the reason. Do not call it in parallel with other tests.
func Run(t *testing.T, open func(variants.Config) (variants.Pool, error), traits variants.Traits) {
	t.Helper()
	for _, c := range Cases() {
		t.Run(c.Name, func(t *testing.T) {
			if reason := c.Skip(traits); reason != "" {
				t.Skip(reason)
			}
			if err := c.Check(open, traits, DefaultLimit); err != nil {
				t.Errorf("%v\nthe rule: %s", err, c.Rule)
			}
		})
	}
}
