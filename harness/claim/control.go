package claim

import (
	"fmt"

	"poolbench/harness/chart"
	"poolbench/harness/experiment"
	"poolbench/harness/stats"
)

// Control claims that one of the two controls of the run is in order. Its verdict is that of
// [compare.Trust], which voids all the others if it is not.
type Control struct {
	// Known is true for the known effect, false for the twins.
	Known bool
}

// Arms returns none: it is about controls.
func (t Control) Arms() []Arm { return nil }

func (t Control) String() string {
	if t.Known {
		return fmt.Sprintf("%.0f %% more work is measured as %.0f %% more time", 100*(experiment.KnownEffect-1), 100*(experiment.KnownEffect-1))
	}
	return fmt.Sprintf("no twin of the baseline differs from it by more than %.0f %%", 100*stats.DefaultMargin)
}

func (t Control) look(r *run) finding {
	problem, measured := r.trust.TwinsApart(), len(r.trust.Twins) > 0
	if t.Known {
		problem, measured = r.trust.KnownMissed(), r.trust.Known != nil
	}
	if !measured {
		return r.absent(t, "the run has no such control")
	}
	f := r.start(t)
	bounded := true
	if known := r.trust.Known; t.Known {
		f.Rounds, f.LeftOut, f.Claimed = known.Ratio.N, known.LeftOut, fmt.Sprintf("= %g×", experiment.KnownEffect)
		if known.Ratio.N > 0 {
			f.Effect = newEffect(known.Comparison, scale{unit: chart.Ratio, times: 1})
		}
		bounded = known.Wide.Bounded
	} else {
		f.Tally = fmt.Sprintf("%d of %d 95 %% intervals hold 1", r.trust.Inside, len(r.trust.Twins))
		f.Rounds = len(r.trust.Twins)
	}
	switch {
	case r.table.Run.Plan.Rounds < r.least:
		f.Verdict, f.Needed = Inconclusive, r.least
		f.Reason = few(r.table.Run.Plan.Rounds, r.least, "rounds that a verdict")
	case !bounded: // every other claim is too noisy then, but this one is merely not answered
		f.Verdict, f.Reason = Inconclusive, problem
	case problem != "":
		f.Verdict, f.Reason = Refuted, problem
	default:
		f.Verdict = Supported
	}
	return f
}
