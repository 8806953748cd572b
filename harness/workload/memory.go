package workload

import "time"

const (
	scanned   = 32 << 20 // words of 8 bytes: 256 MiB, more than the caches of most machines hold
	chunkSize = 2 << 20  // words that one task reads: 16 MiB
)

// memoryScan adds up a chunk of a large slice, and so waits for memory most of the time.
// How much of that processors can do at the same time is for the machine to say. A task
// allocates nothing; opening touches all of the memory, so that no window has page faults.
func memoryScan() Workload {
	return Workload{
		Name: "memory-scan", Title: "sum of a chunk of 16 MiB of a slice of 256 MiB",
		Industry: "memory", Source: "an arithmetic series: the sum in closed form modulo 2^64",
		Grain: 600 * time.Microsecond, Inputs: scanned / chunkSize,
		Open: func(seed uint64) func(int) uint64 {
			words := series(seed, scanned)
			return func(input int) uint64 { return total(words[input*chunkSize:][:chunkSize]) }
		},
	}
}

// series returns n words seed + i·multiplier modulo 2^64.
func series(seed uint64, n int) []uint64 {
	words := make([]uint64, n)
	for i := range words {
		words[i] = seed
		seed += multiplier
	}
	return words
}

// total returns the sum modulo 2^64 of words, of which there have to be a multiple of 8. It
// keeps four sums, since with one the additions, each waiting for the one before, would take
// as long as the memory does on a fast machine.
func total(words []uint64) uint64 {
	var a, b, c, d uint64
	for ; len(words) >= 8; words = words[8:] {
		w := (*[8]uint64)(words) // one check of the length for eight words
		a, b, c, d = a+w[0]+w[4], b+w[1]+w[5], c+w[2]+w[6], d+w[3]+w[7]
	}
	return a + b + c + d
}
