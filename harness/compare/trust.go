package compare

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"poolbench/harness/experiment"
	"poolbench/harness/node"
	"poolbench/harness/sample"
	"poolbench/harness/stats"
)

const (
	// twinAlpha is the level at which the twins of an experiment void a run, together with a
	// difference of more than stats.DefaultMargin: a false alarm costs a whole run, so it must
	// be rare, and what is smaller is covered by the noise floor. Single 95 % intervals will
	// miss 1 by chance, one in twenty.
	twinAlpha = 0.01
	// KnownTolerance is how far the interval of the known effect may miss it: half a
	// percent. On a quiet machine the interval is narrower than the effect itself is exact,
	// since the loop's entry and the cost per task do not grow with the iterations.
	KnownTolerance = 0.005
)

// Trust is what a run's controls, its interference gate and its course in time say.
type Trust struct {
	// Twins are the baseline against itself, per block and metric, as far as there are enough
	// undisturbed rounds for an interval. Their ratio is 1.
	Twins []Pair
	// Inside is how many of the twins' 95 % intervals contain 1.
	Inside int
	// Above and Below are how many twins came out slower and faster than themselves: a
	// balance, unless something favours one position.
	Above, Below int
	// Known is the effect that is known to be there; nil if it was not measured.
	Known *Pair
	// Void says why no comparison of this run has a verdict; empty if they stand.
	Void string
	// Gate counts the samples.
	Gate GateCounts
	// Time and Position are the change of all values from the beginning to the end of the
	// run and from the first to the last place in a round: see stats.Drift.
	Time, Position stats.Estimate
	// Outside is the share of the measuring time that was in no timed window: starting
	// processes, warming up, garbage collection, dropped attempts. Not a number if unknown.
	Outside float64
}

// GateCounts are samples by what the interference gate said of them.
type GateCounts struct {
	// Kept samples count; of them Disturbed are bad all the same, because the machine was
	// busy at the last attempt too, and for Unknown nothing could be read.
	Kept, Disturbed, Unknown int
	// Dropped attempts were made again.
	Dropped int
}

// weigh fills in t from the run and the comparisons of its twins, corrected already.
func (t *Trust) weigh(table *sample.Table, twins []Pair) {
	t.Twins = twins
	for _, twin := range twins {
		switch {
		case twin.Ratio.Mid > 1:
			t.Above++
		case twin.Ratio.Mid < 1:
			t.Below++
		}
		if twin.Ratio.Lo <= 1 && 1 <= twin.Ratio.Hi {
			t.Inside++
		}
	}
	t.Void = t.void(table.Run.Plan)
	t.Gate = countGate(table)
	t.Time, t.Position = drift(table)
	t.Outside = outside(table)
}

// void returns why the verdicts of a run do not stand. With fewer rounds than a
// verdict takes there are none, and nothing to void.
func (t *Trust) void(plan sample.Plan) string {
	if plan.Rounds < RoundsNeeded(plan) {
		return ""
	}
	return cmp.Or(t.TwinsApart(), t.KnownMissed())
}

// RoundsNeeded is the least number of rounds for verdicts of a run. Where systems in Node.js take part it is
// [stats.WideRounds]: nothing is compared with a baseline there, and each question of the ledger has few
// tests. Elsewhere it is [stats.MinRounds].
func RoundsNeeded(plan sample.Plan) int {
	if node.TakesPart(plan) {
		return stats.WideRounds
	}
	return stats.MinRounds
}

// TwinsApart says which twin differs from the baseline; nothing if none does. It asks for no
// number of rounds, as Void does.
func (t *Trust) TwinsApart() string {
	for _, twin := range t.Twins {
		if twin.Adjusted < twinAlpha && stats.Effect(twin.Ratio.Mid) > stats.DefaultMargin {
			return fmt.Sprintf("the baseline differs from itself in %s by %s (%.3f×)", twin.Cell.BlockKey(), twin.Metric.Title, twin.Ratio.Mid)
		}
	}
	return ""
}

// KnownMissed says why the known effect is not shown; nothing if it is.
func (t *Trust) KnownMissed() string {
	if t.Known == nil || !t.Known.Wide.Bounded || t.Known.Failed > 0 {
		return fmt.Sprintf("the effect of %.0f %% that is there was not measured in enough undisturbed rounds", (experiment.KnownEffect-1)*100)
	}
	return missed(t.Known.Wide, experiment.KnownEffect)
}

// missed says why an interval does not show a known effect; nothing if it does.
func missed(wide stats.Estimate, effect float64) string {
	switch {
	case wide.Lo <= 1:
		return fmt.Sprintf("an effect of %.0f %% that is there was not found: the 99 %% interval is %.3f× to %.3f×", (effect-1)*100, wide.Lo, wide.Hi)
	case wide.Lo > effect*(1+KnownTolerance), wide.Hi < effect*(1-KnownTolerance):
		return fmt.Sprintf("an effect of %.0f %% was measured as %.3f× to %.3f× (99 %% interval)", (effect-1)*100, wide.Lo, wide.Hi)
	case wide.Hi > effect*wide.Lo:
		return fmt.Sprintf("an effect of %.0f %% was measured too vaguely, as %.3f× to %.3f× (99 %% interval)", (effect-1)*100, wide.Lo, wide.Hi)
	}
	return ""
}

func countGate(table *sample.Table) GateCounts {
	var counts GateCounts
	for _, s := range table.Series {
		counts.Dropped += s.Dropped
		for _, m := range s.Taken {
			if m.WaitingBytes != nil || ungated(s.Cell) {
				continue
			}
			counts.Kept++
			switch gate, _ := m.Gate(); gate {
			case sample.Disturbed:
				counts.Disturbed++
			case sample.Unknown:
				counts.Unknown++
			}
		}
	}
	return counts
}

// drift regresses the time per task on time and position. Cells that are measured one after
// the other, because they are compared, err alike, so a visit to such neighbours is one
// observation: the mean of their deviations from their own means, on a log scale. Only the
// rounds that every cell has are looked at: later ones are of noisy blocks alone, and what is
// special about those would look like a change in time. Cells that have fewer rounds have them
// at the beginning, and cannot tell what changed later.
func drift(table *sample.Table) (overTime, position stats.Estimate) {
	visits := map[visit]*deviations{}
	groups := map[string]int{}
	for _, s := range table.Series {
		metric := experiment.Shape(s.Cell.Shape).Metrics()[0]
		if metric.Key != experiment.TimePerTask || ungated(s.Cell) || s.Cell.Rounds > 0 {
			continue
		}
		neighbours, known := groups[s.Cell.NeighbourKey()]
		if !known {
			neighbours = len(groups)
			groups[s.Cell.NeighbourKey()] = neighbours
		}
		usual := stats.GeoMean(s.Values(sample.Measurement.NSPerTask))
		for _, m := range s.Taken {
			if usual == 0 || m.Disturbed() || m.Round > table.Run.Plan.Rounds {
				continue
			}
			at := visit{neighbours, m.Round}
			if visits[at] == nil {
				visits[at] = &deviations{}
			}
			visits[at].add(math.Log(m.NSPerTask()/usual), m.Started.Sub(table.First).Seconds(), float64(m.Position))
		}
	}
	var seen []stats.Observation
	for at, d := range visits {
		seen = append(seen, stats.Observation{Group: at.neighbours, Time: d.time / d.n, Position: d.position / d.n, Value: math.Exp(d.log / d.n)})
	}
	slices.SortFunc(seen, func(a, b stats.Observation) int { return cmp.Compare(a.Time, b.Time) }) // sums depend on it
	return stats.Drift(seen)
}

// visit is one group of neighbours in one round; deviations are those of its cells, added up.
type (
	visit      struct{ neighbours, round int }
	deviations struct{ n, log, time, position float64 }
)

func (d *deviations) add(log, time, position float64) {
	d.n, d.log, d.time, d.position = d.n+1, d.log+log, d.time+time, d.position+position
}

// outside compares the time in windows with the time from the first sample to the last.
func outside(table *sample.Table) float64 {
	elapsed := table.Last.Sub(table.First)
	var windows, last time.Duration
	for _, s := range table.Series {
		for _, m := range s.Taken {
			windows += time.Duration(m.WallNS)
			if m.Started.Equal(table.Last) {
				last = time.Duration(m.WallNS)
			}
		}
	}
	if elapsed <= 0 {
		return math.NaN()
	}
	return max(0, 1-float64(windows-last)/float64(elapsed))
}
