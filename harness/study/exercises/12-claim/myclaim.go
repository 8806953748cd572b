//go:build exercise

// Package myclaim is a sentence about pools, made into a claim that the ledger can judge.
package myclaim

import "poolbench/harness/claim"

// Claim is a first attempt at the sentence "for small tasks a pool is faster": everything in it is a
// number, and none of them can ever contradict the sentence.
func Claim() claim.Claim {
	time, err := claim.FindMetric("ns/op")
	if err != nil {
		panic(err) // the metrics are claim.Metrics: this one is among them
	}
	pool := claim.Arm{Experiment: "grain", Value: "1.5us", Row: "channel"}
	return claim.Claim{
		ID:         "X01",
		Quote:      "for small tasks a pool is faster",
		Kind:       claim.Throughput,
		Hypothesis: "a pool needs little time for a small task",
		Parts: []claim.Part{{Label: "small", Tests: []claim.Test{
			claim.Level{Metric: time, Of: pool, Bound: claim.Bound{Hi: 1e9}},
		}}},
	}
}
