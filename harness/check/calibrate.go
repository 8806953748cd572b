package check

import (
	"fmt"

	"poolbench/harness/compare"
	"poolbench/harness/experiment"
	"poolbench/harness/runner"
	"poolbench/harness/sample"
	"poolbench/harness/stats"
)

const (
	// Tries is how often calibration repeats a run of controls: with five twins each that
	// makes 200 comparisons of equals.
	Tries = 40
	// MostDifferent is how many of 200 comparisons of equals may be called different at
	// 95 %: 8.5 are expected, since ranks come in steps, and more than 18 happen to a method
	// that keeps its level once in a thousand calibrations.
	MostDifferent = 18
	// LeastFound is the share of tries in which an effect of 5 % has to be found.
	LeastFound = 0.9
)

// CalibrationOptions is the run that calibrates the method, to be written to out: the
// controls, with as many rounds as all tries need together. Its order is random round by
// round as in any run, so consecutive rounds are as good as runs of their own.
func CalibrationOptions(out string, seed uint64) runner.Options {
	o := Options(out, seed)
	o.Mode, o.Rounds, o.MaxRounds, o.Precision = "calibration", Tries*stats.MinRounds, 0, 0
	return o
}

// Calibration counts how often the method was right.
type Calibration struct {
	// Rounds per try.
	Rounds int `json:"rounds"`
	Tries  int `json:"tries"`
	// Equal comparisons of rows with themselves, of which Different were called different:
	// their 95 % interval does not contain 1. DifferentAt99 is the same at 99 %.
	Equal         int `json:"equal"`
	Different     int `json:"different"`
	DifferentAt99 int `json:"different_at_99"`
	// Expected and ExpectedAt99 are how many of them a method that keeps its level calls
	// different, summed over the numbers of rounds that the comparisons had.
	Expected     float64 `json:"expected"`
	ExpectedAt99 float64 `json:"expected_at_99"`
	// Tries5 and Tries10 are the tries in which the effects of 5 % and 10 % were measured in
	// enough rounds.
	Tries5  int `json:"tries_5"`
	Tries10 int `json:"tries_10"`
	// Found5 and Found10 are the tries in which the effects of 5 % and 10 % were found: the
	// 99 % interval lies above 1. Covered5 and Covered10 those in which it contains the
	// effect.
	Found5    int `json:"found_5"`
	Found10   int `json:"found_10"`
	Covered5  int `json:"covered_5"`
	Covered10 int `json:"covered_10"`
	// Short comparisons had fewer rounds than Rounds, because others disturbed one. Skipped
	// ones had too few for an interval and are in no count.
	Short   int `json:"short"`
	Skipped int `json:"skipped"`
	// ByControl is Different of Equal per twin.
	ByControl []ControlCount `json:"by_control"`
}

// ControlCount is one twin in a calibration.
type ControlCount struct {
	Control   string `json:"control"`
	Equal     int    `json:"equal"`
	Different int    `json:"different"`
	// Widest is the largest effect that was measured where there is none.
	Widest float64 `json:"widest"`
}

// Passed tells whether the method keeps what it promises.
func (c Calibration) Passed() bool {
	return c.Equal > 0 && c.Different*200 <= MostDifferent*c.Equal && c.Tries5 > 0 && float64(c.Found5) >= LeastFound*float64(c.Tries5)
}

// Calibrate splits the record of a long run of controls into tries of as many rounds as a
// verdict needs, and counts. An incomplete last try is left out.
func Calibrate(t *sample.Table) (Calibration, error) {
	c := Calibration{Rounds: stats.MinRounds, Tries: t.Run.Plan.Rounds / stats.MinRounds}
	if c.Tries == 0 {
		return c, fmt.Errorf("the run has %d rounds: a try takes %d", t.Run.Plan.Rounds, stats.MinRounds)
	}
	for try := range c.Tries {
		for _, pair := range compare.Controls(part(t, try*c.Rounds+1, (try+1)*c.Rounds)) {
			c.count(pair)
		}
	}
	return c, nil
}

// part is the table with the rounds from first to last.
func part(t *sample.Table, first, last int) *sample.Table {
	some := *t
	some.Series = nil
	for _, s := range t.Series {
		x := &sample.Series{Cell: s.Cell}
		for _, taken := range s.Taken {
			if first <= taken.Round && taken.Round <= last {
				x.Taken = append(x.Taken, taken)
			}
		}
		some.Series = append(some.Series, x)
	}
	return &some
}

func (c *Calibration) count(p compare.Pair) {
	if !p.Wide.Bounded {
		c.Skipped++
		return
	}
	if p.Ratio.N < c.Rounds {
		c.Short++
	}
	outside95 := !contains(p.Ratio, 1)
	outside99 := !contains(p.Wide, 1)
	switch p.Cell.Role {
	case sample.Twin:
		c.Equal++
		c.Expected += stats.MissRate(p.Ratio.N, stats.Confidence)
		c.ExpectedAt99 += stats.MissRate(p.Ratio.N, stats.WideConfidence)
		c.Different += number(outside95)
		c.DifferentAt99 += number(outside99)
		c.twin(p, outside95)
	case sample.SlightlySlower:
		c.Tries5++
		c.Found5 += number(outside99 && p.Wide.Lo > 1)
		c.Covered5 += number(contains(p.Wide, experiment.SmallKnownEffect))
	case sample.Slower:
		c.Tries10++
		c.Found10 += number(outside99 && p.Wide.Lo > 1)
		c.Covered10 += number(contains(p.Wide, experiment.KnownEffect))
	}
}

func (c *Calibration) twin(p compare.Pair, different bool) {
	name := describe(p.Cell)
	for i := range c.ByControl {
		if b := &c.ByControl[i]; b.Control == name {
			b.Equal++
			b.Different += number(different)
			b.Widest = max(b.Widest, stats.Effect(p.Ratio.Mid))
			return
		}
	}
	c.ByControl = append(c.ByControl, ControlCount{Control: name})
	c.twin(p, different)
}

// contains tells whether an interval holds a ratio, give or take what the effects are exact to.
func contains(e stats.Estimate, ratio float64) bool {
	tolerance := 0.0
	if ratio != 1 {
		tolerance = compare.KnownTolerance
	}
	return e.Lo <= ratio*(1+tolerance) && ratio*(1-tolerance) <= e.Hi
}

func number(yes bool) int {
	if yes {
		return 1
	}
	return 0
}
