//go:build exercise

package myclaim_test

import (
	"poolbench/harness/experiment"
	"poolbench/harness/sample"
	"poolbench/harness/stats"
)

// grains are the task sizes of the experiment; asked are those that the sentence is about.
var (
	grains = []string{"0", "150ns", "1.5us", "15us", "150us", "1.5ms"}
	asked  = []string{"1.5us", "15us", "150us"}
)

// truth is how many times as long a goroutine per task takes as the pool, by task size.
type truth map[string]float64

// everywhere is the same ratio for the sizes that are asked for.
func everywhere(ratio float64) truth { return truth{"1.5us": ratio, "15us": ratio, "150us": ratio} }

// run is a run that was never measured: what is true in it is known. Its controls are in order, and where
// truth says nothing the two take equally long.
func run(of truth) *sample.Table {
	t := &sample.Table{Run: sample.Run{ID: "made up", Plan: sample.Plan{Rounds: stats.MinRounds, GOMAXPROCS: 2}}}
	add := func(of, value, variant, face string, role sample.Role, ns float64) {
		c := sample.Cell{Experiment: of, Parameter: "grain", Value: value, Variant: variant, Face: face, Role: role, Shape: "batch", Tasks: tasks}
		t.Run.Plan.Cells = append(t.Run.Plan.Cells, c)
		s := &sample.Series{Cell: c}
		for round := range stats.MinRounds {
			s.Taken = append(s.Taken, sample.Taken{Round: round + 1, Position: 1, Measurement: measured(ns * wobble(round))})
		}
		t.Series = append(t.Series, s)
	}
	add("control", "known", "inline", "own", sample.Same, 150_000)
	add("control", "known", "inline", "own", sample.Slower, 150_000*experiment.KnownEffect)
	for i, grain := range grains {
		pool := 1000 * float64(i+1)
		ratio, ok := of[grain]
		if !ok {
			ratio = 1
		}
		add("grain", grain, "channel", "own", sample.Compared, pool)
		add("grain", grain, "channel", "own", sample.Twin, pool)
		add("grain", grain, "spawn", "own", sample.Compared, pool*ratio)
		for _, library := range []string{"ants", "pond", "errgroup"} {
			add("grain", grain, library, "native", sample.Compared, pool)
		}
	}
	return t
}

// tasks of a sample: many, so that whole nanoseconds are no rounding.
const tasks = 1_000_000

// measured is a quiet measurement. Its processor time says nothing about its wall time.
func measured(nsPerTask float64) sample.Measurement {
	quiet := 0.0
	return sample.Measurement{Tasks: tasks, WallNS: int64(nsPerTask * tasks), UserNS: 1e9, ForeignCPU: &quiet}
}

// wobble is a factor around 1 without a trend: a thousandth up or down.
func wobble(round int) float64 { return 1 + 0.001*float64((round*7)%5-2)/2 }
