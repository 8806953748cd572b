package stats_test

import (
	"fmt"

	"poolbench/harness/stats"
)

// Three rows against one baseline, twelve rounds each: ratios of the same round.
func ExampleJudge() {
	names := []string{"batched", "channel", "spawn"}
	family := []stats.Comparison{
		stats.Paired([]float64{0.81, 0.79, 0.80, 0.82, 0.78, 0.80, 0.81, 0.79, 0.83, 0.80, 0.77, 0.81}),
		stats.Paired([]float64{1.01, 0.99, 1.00, 1.02, 0.98, 1.01, 0.99, 1.00, 1.01, 1.00, 0.99, 1.00}),
		stats.Paired([]float64{1.10, 0.96, 1.21, 0.93, 1.15, 1.02, 0.97, 1.18, 0.99, 1.07, 0.95, 1.12}),
	}
	noiseFloor := 0.015 // the largest effect between two measurements of the same thing
	for i, j := range stats.Judge(family, stats.RuleFor(len(family), noiseFloor)) {
		r := family[i].Ratio
		fmt.Printf("%s: %.2f [%.2f, %.2f], p = %.2g: %s\n", names[i], r.Mid, r.Lo, r.Hi, j.Adjusted, j.Verdict)
		if j.Reason != "" {
			fmt.Println("  since", j.Reason)
		}
	}
	// Output:
	// batched: 0.80 [0.79, 0.81], p = 0.0015: faster
	// channel: 1.00 [0.99, 1.01], p = 1: same
	// spawn: 1.05 [0.97, 1.12], p = 0.3: not resolved
	//   since the 99 % interval of the ratio, 0.960 to 1.150, reaches beyond an effect of 3 %
}

// A test against another ratio than 1: is the change worse than the 5 % that are allowed?
func ExampleUnpaired() {
	before := []float64{100, 102, 99, 101, 103, 98, 100, 101}
	after := []float64{112, 110, 115, 109, 113, 111, 114, 110}
	c := stats.Unpaired(before, after, 1.05)
	fmt.Printf("%.3f times, 95 %% interval %.3f to %.3f\n", c.Ratio.Mid, c.Ratio.Lo, c.Ratio.Hi)
	fmt.Println("worse than allowed:", c.Ratio.Mid > 1.05 && c.P < 0.05)
	// Output:
	// 1.111 times, 95 % interval 1.089 to 1.133
	// worse than allowed: true
}
