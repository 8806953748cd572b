package report

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"poolbench/harness/chart"
	"poolbench/harness/compare"
	"poolbench/harness/experiment"
	"poolbench/harness/sample"
	"poolbench/harness/stats"
	"poolbench/variants/catalog"
)

// floorText is the noise floor of an experiment by a metric, "noise floor 1.8 % of time per
// task (twins to ±5.2 %)". It is taken from the twins, which are there where no rows are compared
// with the baseline as well.
func (v *view) floorText(s *section, metric experiment.Metric) string {
	floor, reach, controlled := v.twinsOf(s.name, metric)
	if !controlled {
		return "noise floor unknown"
	}
	return fmt.Sprintf("noise floor %s of %s (twins to ±%s)", percent(floor), metric.Title, percent(max(reach, leastShare)))
}

// twinsOf is by how much the twins of an experiment differ at most, and how far their intervals
// reach; false if it has none.
func (v *view) twinsOf(name string, metric experiment.Metric) (floor, reach float64, controlled bool) {
	for _, twin := range v.compared.Trust.Twins {
		if twin.Cell.Experiment == name && twin.Metric.Key == metric.Key && twin.Wide.Bounded {
			floor, controlled = max(floor, stats.Effect(twin.Ratio.Mid)), true
			reach = max(reach, stats.Effect(twin.Ratio.Lo), stats.Effect(twin.Ratio.Hi))
		}
	}
	return floor, reach, controlled
}

// percent is "1.8 %", with no more digits than a handful of measurements has.
func percent(share float64) string {
	switch {
	case share < leastShare:
		return "below 0.1 %"
	case share < 0.1:
		return fmt.Sprintf("%.1f %%", share*100)
	}
	return fmt.Sprintf("%.0f %%", share*100)
}

// leastShare is 0.1 %: what is below is as good as nothing.
const leastShare = 0.001

// gateText counts the samples of the run: "1640 samples kept, 12 retaken, 0 disturbed".
func (v *view) gateText() string {
	g := v.compared.Trust.Gate
	text := fmt.Sprintf("%d timed samples kept, %d retaken, %d disturbed", g.Kept, g.Dropped, g.Disturbed)
	if g.Unknown > 0 {
		text += fmt.Sprintf(", %d unknown", g.Unknown)
	}
	return text
}

// caption is the line below a table of an experiment: what a number in it is worth.
func (v *view) caption(d *document, s *section) { v.captionBy(d, s, s.metric) }

// captionBy is the caption of a table about another metric than the headline.
func (v *view) captionBy(d *document, s *section, metric experiment.Metric) {
	d.paragraph("<sub>%s · %s · in the whole run %s</sub>", v.sectionRounds(s), v.floorText(s, metric), v.gateText())
}

// sectionRounds is how many rounds the cells of an experiment have, its groups together.
func (v *view) sectionRounds(s *section) string {
	var series []*sample.Series
	for _, group := range v.sections(s.name) {
		for _, r := range group.rows {
			for _, c := range r.cells {
				if c != nil {
					series = append(series, c.Series)
				}
			}
		}
	}
	return v.rounds(series)
}

// busyShare is the share of disturbed samples from which the report begins with that.
const busyShare = 0.1

// believe says first thing whether the run passed its own controls.
func (v *view) believe(d *document) {
	t := v.compared.Trust
	if t.Void != "" {
		d.paragraph("**No verdicts: the controls of this run failed.** %s. The numbers below are what was measured; "+
			"do not compare rows by them.", upperFirst(t.Void))
		return
	}
	if g := t.Gate; float64(g.Disturbed) > busyShare*float64(g.Kept) {
		d.paragraph("**The machine was busy with something else during %d of %d samples.** These are shown in the tables and left out of every comparison; "+
			"measure again on a quiet machine.", g.Disturbed, g.Kept)
	}
	d.paragraph("Controls: %s; %s. %s", v.twinsText(), v.knownText(), "Details are at the end, under *How far to trust this run*.")
}

func (v *view) twinsText() string {
	t := v.compared.Trust
	if len(t.Twins) == 0 {
		return "the baseline could not be compared with itself"
	}
	return fmt.Sprintf("of %d comparisons of the baseline with itself, %d have 1 in their 95 %% interval", len(t.Twins), t.Inside)
}

// knownText says what became of the known effect.
func (v *view) knownText() string {
	k := v.compared.Trust.Known
	effect := fmt.Sprintf("%.0f %% more work", (experiment.KnownEffect-1)*100)
	switch {
	case k == nil || k.Ratio.N == 0:
		return effect + " was not measured"
	case !k.Wide.Bounded:
		return fmt.Sprintf("%s was measured as %.3f× in %s, too few for an interval", effect, k.Ratio.Mid, plural(k.Ratio.N, "round"))
	}
	return fmt.Sprintf("%s was measured as %.3f× [%.3f×, %.3f×] (99 %% interval)", effect, k.Ratio.Mid, k.Wide.Lo, k.Wide.Hi)
}

// quality is what a careful reader asks for before believing any of the above.
func (v *view) quality(d *document) {
	d.paragraph("## How far to trust this run")
	t := v.compared.Trust
	d.line("- Controls: %s, %d above 1 and %d below; %s.", v.twinsText(), t.Above, t.Below, v.knownText())
	v.gateLines(d)
	v.driftLines(d)
	if !math.IsNaN(t.Outside) {
		d.line("- Outside of timed windows, from the first sample to the last, went %s of the time: starting processes, warming up, samples that were retaken.", percent(t.Outside))
	}
	counting := v.table.Run.Counting
	rows := "every row"
	if v.table.Run.Build.Node != "" {
		rows += " in Go"
	}
	d.line("- Noticing that a task has ended is done alike for %s, and is part of the times above: it costs %s when one goroutine counts, as with inline, and up to %s per task when all cores count at once. Differences of that size between inline and a pool may be the counter's.",
		rows, chart.Nanoseconds.Format(counting.AloneNS), chart.Nanoseconds.Format(counting.SharedNS))
	if short, n, least := v.shortWindows(); short > 0 {
		d.line("- %d of %d windows were shorter than the %v aimed at, the shortest %v.",
			short, n, time.Duration(v.table.Run.Plan.WindowNS), time.Duration(least).Round(time.Millisecond))
	}
	d.line("- Work was done, not folded away: %s (per iteration, inline; less the cost of an empty task where the experiment has one).", v.iterationCheck())
	for _, w := range v.table.Warnings {
		d.line("- Warning: %s.", w)
	}
	d.line("")
	v.twinTable(d)
}

// gateLines say what the interference gate did.
func (v *view) gateLines(d *document) {
	g := v.compared.Trust.Gate
	if known := g.Kept - g.Unknown; known > 0 {
		d.line("- Interference: %d attempts were dropped and made again because others used the processors; %d of %d samples were disturbed at the last attempt too. "+
			"Those are in medians, bars and latencies, and not in comparisons, efficiencies and break-even grains.", g.Dropped, g.Disturbed, known)
	}
	if g.Unknown > 0 {
		d.line("- For %d of %d samples it is unknown what others did meanwhile: this system does not tell.", g.Unknown, g.Kept)
	}
	if worst, n := v.mostDropped(); n > 0 {
		d.line("- Most retaken: %s, %s. If it is always the same row, that row itself is what the gate sees.", worst, plural(n, "attempt"))
	}
}

// mostDropped is the row with the most dropped attempts, over all blocks.
func (v *view) mostDropped() (label string, most int) {
	dropped := map[string]int{}
	for _, s := range v.table.Series {
		row := s.Cell.RowKey()
		if dropped[row] += s.Dropped; dropped[row] > most {
			label, most = row, dropped[row]
		}
	}
	return label, most
}

func (v *view) driftLines(d *document) {
	t := v.compared.Trust
	if !t.Time.Bounded || !t.Position.Bounded {
		return
	}
	d.line("- Drift: from the beginning to the end of the run times changed by %s, from the first to the last place in a round by %s (all blocks together, 95 %% intervals).",
		signedPercent(t.Time), signedPercent(t.Position))
}

// signedPercent is "+0.3 % [−0.1 %, +0.7 %]".
func signedPercent(e stats.Estimate) string {
	text := fmt.Sprintf("%+.1f %% [%+.1f %%, %+.1f %%]", e.Mid*100, e.Lo*100, e.Hi*100)
	return strings.ReplaceAll(text, "-", "−")
}

// twinTable lists the comparisons of the baseline with itself.
func (v *view) twinTable(d *document) {
	var rows [][]string
	for _, p := range v.compared.Trust.Twins {
		inside := "yes"
		if p.Ratio.Lo > 1 || p.Ratio.Hi < 1 {
			inside = "no"
		}
		rows = append(rows, []string{p.Cell.BlockKey(), p.Metric.Title, fmt.Sprintf("%.4f× [%.4f×, %.4f×]", p.Ratio.Mid, p.Ratio.Lo, p.Ratio.Hi), fmt.Sprint(p.Ratio.N), inside})
	}
	if len(rows) == 0 {
		return
	}
	d.paragraph("The baseline against itself. One in twenty 95 %% intervals misses 1 by chance; the largest effect of an experiment is its noise floor, and nothing below it is claimed. " +
		"Footers also say how far the intervals of an experiment's twins reach, since the floor of a few twins may be low by luck:")
	d.table([]string{"block", "metric", "ratio", "rounds", "contains 1"}, rows)
}

// ratioText is "1.02× [0.99×, 1.05×]".
func ratioText(p compare.Pair) string { return withInterval(p.Ratio, chart.Ratio) }

// fixed tells whether a cell's number of tasks is not calibrated, so that its windows have no
// length to reach: a number that the experiment gives, or tasks that are not timed.
func (v *view) fixed(c sample.Cell) bool {
	switch experiment.Shape(c.Shape) {
	case experiment.Backlog, experiment.Blocked, experiment.Behaviour, experiment.Started, experiment.Health, experiment.Erratum:
		return true
	}
	s := v.find(c.Experiment)
	return s != nil && slices.ContainsFunc(s.about.Blocks, func(b experiment.Block) bool {
		return b.Group == c.Group && b.Value == c.Value && b.Tasks > 0
	})
}

func (v *view) shortWindows() (short, total int, least int64) {
	window := v.table.Run.Plan.WindowNS
	least = window
	for _, s := range v.table.Series {
		if v.fixed(s.Cell) {
			continue
		}
		for _, m := range s.Taken {
			if total++; m.WallNS < window {
				short++
			}
			least = min(least, m.WallNS)
		}
	}
	return short, total, least
}

// iterationCheck lists ns per iteration of each workload as the serial reference ran it.
func (v *view) iterationCheck() string {
	admission := map[string]float64{}
	var list []string
	for _, s := range v.experiments {
		for _, r := range s.rows {
			if r.variant != catalog.Serial || s.across && s.name != computed || s.shape != experiment.Batch {
				continue
			}
			for _, c := range r.cells {
				e := c.estimate(sample.Measurement.NSPerTask)
				switch {
				case e.N == 0:
				case c.Cell.Iterations == 0 && s.across: // a hash, which has no loop of ours
				case c.Cell.Iterations == 0:
					admission[s.name] = e.Mid
				default:
					list = append(list, fmt.Sprintf("%s %.3f ns", c.Cell.Workload, (e.Mid-admission[s.name])/float64(c.Cell.Iterations)))
				}
			}
		}
	}
	if len(list) == 0 {
		return "not measured"
	}
	return strings.Join(list, ", ")
}
