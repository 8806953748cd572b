package runner

import (
	"errors"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"time"

	"poolbench/harness/experiment"
	"poolbench/harness/machine"
	"poolbench/harness/measure"
	"poolbench/harness/node"
	"poolbench/harness/sample"
)

// same returns an error unless this binary on this machine began the run, with the same Node.js if there
// was one. It returns the program that plays samples there.
func same(began sample.Run) (node.Program, error) {
	build, err := describeBuild()
	if err != nil {
		return node.Program{}, err
	}
	if build.Binary != began.Build.Binary {
		return node.Program{}, fmt.Errorf("this is another binary than the one that began the run: build commit %s again to go on, or start a new run", orUnknown(began.Build.Commit))
	}
	if machine.Describe() != began.Machine {
		return node.Program{}, errors.New("this is another machine than the one that began the run: start a new run")
	}
	if began.Build.Node == "" {
		return node.Program{}, nil
	}
	program, versions, err := node.Locate()
	if err == nil && (versions.Node != began.Build.Node || !maps.Equal(versions.Packages, began.Build.NodePackages)) {
		err = fmt.Errorf("the run began with Node.js %s and %v, and here are %s and %v: start a new run", began.Build.Node, began.Build.NodePackages, versions.Node, versions.Packages)
	}
	return program, err
}

// locate finds what plays samples in Node.js, if a cell needs that.
func locate(cells []experiment.Cell) (node.Program, node.Versions, error) {
	if !slices.ContainsFunc(cells, func(c experiment.Cell) bool { return node.Is(c.Row.Variant) }) {
		return node.Program{}, node.Versions{}, nil
	}
	return node.Locate()
}

func orUnknown(commit string) string {
	if commit == "" {
		return "unknown"
	}
	return commit
}

// newRecord describes machine and build; the plan's cells and the cost of counting are
// filled in by calibration.
func newRecord(o Options) (sample.Run, error) {
	build, err := describeBuild()
	if err != nil {
		return sample.Run{}, err
	}
	now := time.Now().UTC()
	limit := uint64(0)
	if measure.MemoryLimited {
		limit = MemoryLimit
	}
	return sample.Run{
		ID: fmt.Sprintf("%s-%d", now.Format("20060102T150405Z"), o.Seed), Started: now,
		Machine: machine.Describe(), Build: build, Seed: o.Seed,
		Plan: sample.Plan{
			Mode: o.Mode, Rounds: o.Rounds, MaxRounds: max(o.Rounds, o.MaxRounds), Precision: o.Precision, BudgetNS: o.Budget.Nanoseconds(),
			GOMAXPROCS: runtime.GOMAXPROCS(0), Queue: experiment.Queue,
			WindowNS: o.Window.Nanoseconds(), TimeoutNS: o.Timeout.Nanoseconds(), MemoryLimit: limit,
		},
	}, nil
}
