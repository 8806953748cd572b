//go:build exercise

// Why this is right: "faster" is a comparison, so each test is a ratio of the two strategies at the same
// task size, paired by round, and not a time that depends on the machine. "Faster" is also nothing that
// a measurement can deny until somebody says by how much: a threshold of 1.1 leaves room on both
// sides. The slower one is on top, so the ratio has to be at least 1.1; the other way round it would be
// at most 1/1.1. And each size is a part of its own: if the sentence holds for small tasks and
// not for large ones, the verdict is split, and says where.

// Package myclaim is a sentence about pools, made into a claim that the ledger can judge.
package myclaim

import "poolbench/harness/claim"

// Claim is the sentence "for small tasks a pool is faster", with sizes and a threshold.
func Claim() claim.Claim {
	time, err := claim.FindMetric("ns/op")
	if err != nil {
		panic(err) // the metrics are claim.Metrics: this one is among them
	}
	c := claim.Claim{
		ID:         "X01",
		Quote:      "for small tasks a pool is faster",
		Kind:       claim.Throughput,
		Hypothesis: "a goroutine per task takes at least 10 % longer than the pool behind a channel, for tasks of 1.5 µs, 15 µs and 150 µs",
	}
	for _, grain := range []string{"1.5us", "15us", "150us"} {
		at := func(row string) claim.Arm { return claim.Arm{Experiment: "grain", Value: grain, Row: row} }
		c.Parts = append(c.Parts, claim.Part{Label: grain, Tests: []claim.Test{
			claim.Ratio{Metric: time, Of: at("spawn"), To: at("channel"), Bound: claim.Bound{Lo: 1.1}},
		}})
	}
	return c
}
