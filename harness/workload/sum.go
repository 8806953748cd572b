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

// MaxSum is the largest n that [Sum] is for, in round numbers: from 6,074,001,001 on
// n(n−1)/2 has more than 64 bits.
const MaxSum = 6_000_000_000

// Sum adds up 0 … n−1, as the workloads sum-* do, for any n from 0 to [MaxSum].
func Sum(n uint64) uint64 { return heavyComputation(int(n)) }
