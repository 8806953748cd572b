package claim

// here is this project, where it is held against its own words.
var here = Source{Name: "poolbench"}

// controls are the claims that void all the others if they fail.
func controls() []Claim {
	return []Claim{
		{
			ID: "H00", Quote: "equals measure as equal", Source: here, Kind: Calibration,
			Hypothesis: "no twin of the baseline differs from it by more than 3 % at p < 0.01, corrected",
			Why: "The same strategy under two names: a difference can only be noise, or a fault of the method. If this is refuted, nothing else " +
				"here is believed.",
			Parts: one(Control{}),
		},
		{
			ID: "H01", Quote: "a known effect of 10 % is found", Source: here, Kind: Calibration,
			Hypothesis: "the 99 % interval of 10 % more work contains 1.10 and excludes 1",
			Why:        "The same loop with a tenth more iterations. A run that does not find that could not find anything of that size.",
			Parts:      one(Control{Known: true}),
		},
	}
}

// measuring are claims about how to measure pools, each of them a habit of published ones.
func measuring(p plan) []Claim {
	pitfall := func(mistake, value string) place { return within("pitfalls", "mistake="+mistake, value) }
	habit := Source{Name: "benchmarks in READMEs of pools"}
	return []Claim{
		{
			ID: "M01", Quote: "stop the clock at the last submission", Source: habit, Kind: Measuring, Chart: "pitfalls.png",
			Hypothesis: "the time until the last task has run is at most 1.1 × that until it was submitted",
			Why: "What was submitted has not run. Where the queue has no bound the clock measures how fast tasks are put on a heap; where it " +
				"has one, the end of the queue is missing only.",
			Parts: per(p.rows(pitfall("submission", "completed")), func(row string) Part {
				return all("", ratio(timePerTask, pitfall("submission", "completed").row(row), pitfall("submission", "submitted").row(row), atMost(1.1)))
			}),
		},
		{
			ID: "M02", Quote: "50,000 workers cost no time", Source: habit, Kind: Measuring, Chart: "pitfalls.png",
			Hypothesis: "50,000 tasks that compute take at most 5 % longer with 50,000 or 200,000 workers than with one per processor, opening and closing included",
			Why: "Workers beyond the processors cannot run. They cost their start, memory, some 2.6 KiB each, and the garbage collector's visits " +
				"to it. Opening and closing are inside the clock, since some pools start all workers when they are opened, others as many as " +
				"tasks come, and others never that many: those pay nothing.",
			Parts: p.crowds(pitfall),
		},
		{
			ID: "M03", Quote: "setup may be inside the clock", Source: habit, Kind: Measuring, Chart: "pitfalls.png",
			Hypothesis: "with 1,000 empty tasks, the time from opening to closing a pool is at most 5 % more than that of the tasks alone",
			Why: "Some pools start their workers when they are opened and others with the first tasks; some wait for them to end and others " +
				"do not. With few tasks the clock compares that, and not the strategies. Both times are of the same samples: a pool is opened and closed again " +
				"and again, and all of it is warm.",
			Parts: per(p.rows(pitfall("teardown", "lifecycle")), func(row string) Part {
				return all("", level(wholeOverInside, pitfall("teardown", "lifecycle").row(row), atMost(1.05)))
			}),
		},
		{
			ID: "M04", Quote: "measure all of A, then all of B", Source: habit, Kind: Measuring,
			Hypothesis: "95 % intervals of the baseline's first rounds against its twin's last ones exclude 1 in at most 5 % of cases",
			Why: "go test -count measures in that order. benchstat's documentation advises to interleave, and its example does not " +
				"(https://github.com/golang/perf/blob/master/cmd/benchstat/main.go). Here is nothing to find: both are the same. What changes in " +
				"the course of a run is taken for a difference by whoever measures one after the other, and cancels where rounds are interleaved. " +
				"All cases are of one run and share its drift, so their number overstates the evidence: another run may have none. A hundred " +
				"cases are needed to support the claim, and a handful of differences to refute it.",
			Parts: one(InOrder{Share: 0.05}),
		},
	}
}

// crowds are the parts of M02.
func (p plan) crowds(pitfall func(mistake, value string) place) []Part {
	var parts []Part
	for _, w := range []string{"50000", "200000"} {
		parts = append(parts, per(p.rows(pitfall("workers", w)), func(row string) Part {
			return all(w+" "+row, ratio(timePerTask, pitfall("workers", w).row(row), pitfall("workers", "P").row(row), atMost(1.05)))
		})...)
	}
	return parts
}
