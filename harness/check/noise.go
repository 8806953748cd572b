package check

import (
	"fmt"
	"math"

	"poolbench/harness/compare"
	"poolbench/harness/sample"
	"poolbench/harness/stats"
)

// Noise is what disturbed, or may have disturbed, the samples of a check. Nil is unknown.
type Noise struct {
	// Samples were taken; Disturbed of them count although the gate found them bad, and
	// Dropped more were taken again.
	Samples   int `json:"samples"`
	Disturbed int `json:"disturbed"`
	Dropped   int `json:"dropped"`
	// ForeignCPU is the median of what others used, in processors; StolenCPU of what a
	// hypervisor took; Pressure of the share of time in which some thread had to wait.
	ForeignCPU *float64 `json:"foreign_cpu,omitempty"`
	StolenCPU  *float64 `json:"stolen_cpu,omitempty"`
	Pressure   *float64 `json:"pressure,omitempty"`
	// Throttled is how often the quota of the control group was used up, in all.
	Throttled *int64 `json:"throttled,omitempty"`
	// Preempted is how often per second the kernel took a processor away from a thread.
	Preempted float64 `json:"preempted_per_second"`
}

func measureNoise(t *sample.Table) Noise {
	counts := compare.Within(t).Trust.Gate
	n := Noise{Samples: counts.Kept, Disturbed: counts.Disturbed, Dropped: counts.Dropped}
	var foreign, stolen, pressure []float64
	var wall, preempted float64
	for _, s := range t.Series {
		for _, m := range s.Taken {
			foreign, stolen, pressure = gather(foreign, m.ForeignCPU), gather(stolen, m.StolenCPU), gather(pressure, m.Pressure)
			wall, preempted = wall+float64(m.WallNS)/1e9, preempted+float64(m.Preempted)
			if m.Throttled != nil {
				if n.Throttled == nil {
					n.Throttled = new(int64)
				}
				*n.Throttled += *m.Throttled
			}
		}
	}
	n.ForeignCPU, n.StolenCPU, n.Pressure = median(foreign), median(stolen), median(pressure)
	if wall > 0 {
		n.Preempted = preempted / wall
	}
	return n
}

func gather(values []float64, v *float64) []float64 {
	if v == nil {
		return values
	}
	return append(values, *v)
}

func median(values []float64) *float64 {
	if len(values) == 0 {
		return nil
	}
	m := stats.Median(values).Mid
	return &m
}

const (
	// noticeable is a share of samples, or of a processor, from which a source of noise is
	// worth a word: 2 %.
	noticeable = 0.02
)

// advise says what would help a machine that does not resolve the goal. A good answer needs
// no advice, except where the gate is blind.
func advise(a Answer, trust compare.Trust) []string {
	var advice []string
	say := func(format string, args ...any) { advice = append(advice, fmt.Sprintf(format, args...)) }
	if trust.Gate.Unknown > 0 {
		say("this system does not tell what others do meanwhile: only the controls protect you")
	}
	if a.Machine.Cores == 1 {
		say("with one processor no strategy can be faster than running tasks inline")
	}
	if a.Resolves {
		return advice
	}
	n := a.Noise
	if n.Throttled != nil && *n.Throttled > 0 {
		say("the control group's quota was used up %d times: raise the quota of the container", *n.Throttled)
	}
	if busy := n.Disturbed + n.Dropped; float64(busy) > noticeable*float64(n.Samples) {
		say("others were busy during %d samples: stop other programs, or wait until they are done", busy)
	}
	if n.StolenCPU != nil && *n.StolenCPU > noticeable {
		say("the hypervisor gave %.0f %% of a processor to other machines: use a dedicated one", *n.StolenCPU*100)
	}
	if c := trust.Time; c.Bounded && math.Abs(c.Mid) > noticeable && (c.Lo > 0 || c.Hi < 0) {
		say("times changed by %+.1f %% while measuring: let the machine warm up or cool down first", c.Mid*100)
	}
	if rounds := roundsFor(a); rounds > 0 {
		say("or measure longer: at this noise --rounds %d would make intervals narrow enough", rounds)
	}
	return advice
}

// roundsFor is how many rounds would make the widest finding as narrow as the goal: widths
// shrink with the square root of the number. 0 if a finding has no interval, or a problem
// that more rounds do not solve.
func roundsFor(a Answer) int {
	rounds := 0
	for _, f := range a.Findings {
		if width := f.Resolution(); width > a.Goal && f.Required {
			share := width / a.Goal
			rounds = max(rounds, int(math.Ceil(float64(f.Rounds)*share*share)))
		}
	}
	return rounds
}
