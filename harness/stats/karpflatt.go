package stats

import "math"

// KarpFlatt returns the experimentally determined serial fraction of work that became
// speedup times as fast with so many processors as with one: the share that would have to be
// serial for Amdahl's law to give that speed-up, (1/S − 1/P) / (1 − 1/P). It is 0 for a
// speed-up of P and 1 for none; a speed-up beyond P makes it negative, and one below 1 makes it
// larger than 1. A fraction that grows with P is overhead rather than serial work.
//
// It is not a number for fewer than 2 processors or a speed-up that is not positive.
//
// Karp and Flatt, "Measuring Parallel Processor Performance", CACM 33(5), 1990.
func KarpFlatt(speedup float64, procs int) float64 {
	if procs < 2 || !(speedup > 0) {
		return math.NaN()
	}
	p := float64(procs)
	return (1/speedup - 1/p) / (1 - 1/p)
}
