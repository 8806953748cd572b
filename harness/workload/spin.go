package workload

// The linear congruential generator that spin steps through: multiplier and increment of
// D. E. Knuth's MMIX. Each step needs the result of the step before, so neither the
// compiler nor the processor can overlap or skip any: the time is the latency of one
// multiplication and one addition per iteration, with no memory touched.
const (
	multiplier = 6364136223846793005
	increment  = 1442695040888963407
)

// spin is calibrated work: a fixed number of iterations, named by the time it takes at
// four cycles per iteration and 3.7 GHz. The number is fixed, not the time, so that every
// variant and every machine does the same work; charts place a grain where inline measured
// it. The answer follows from the closed form of the generator: see the test.
//
// Every call starts from the same seed, so two calls in a bare loop overlap in an
// out-of-order processor: for 140 iterations that hides about a quarter of the time. Behind
// a pool the locked instructions between two tasks prevent most of it, in inline too, which
// is why efficiency refers to inline and not to a bare loop.
func spin(grain string, iterations int, answer uint64) Workload {
	return Workload{
		Name: "spin-" + grain, Title: "calibrated work, nominally " + grain,
		Iterations: iterations, Answer: answer,
		Run: func() uint64 { return step(iterations) },
	}
}

//go:noinline
func step(iterations int) uint64 {
	x := uint64(1)
	for range iterations {
		x = x*multiplier + increment
	}
	return x
}
