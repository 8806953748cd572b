package workload

// sum adds up 0 … n−1, the heavyComputation of the study note on Node.js worker threads.
// The answer is n(n−1)/2. Languages whose compiler knows that formula measure nothing here.
func sum(name string, n int, answer uint64) Workload {
	return Workload{
		Name: "sum-" + name, Title: "the sum of 0 … n−1 with n = " + name,
		Iterations: n, Answer: answer,
		Run: func() uint64 { return heavyComputation(n) },
	}
}

//go:noinline
func heavyComputation(n int) uint64 {
	total := uint64(0)
	for i := range n {
		total += uint64(i)
	}
	return total
}
