package workload

import (
	"crypto/sha256"
	"sync"
)

// comparables are the workloads that Node.js computes as well, in harness/node/workload.mjs, with the
// same answers. JavaScript calculates with doubles, so every answer is an integer below 2⁵³.
func comparables() []Workload {
	return []Workload{
		spin32("100us", 92_500, 0xbf7be395),
		spin32("1ms", 925_000, 0x5d486709),
		spin32("5ms", 4_625_000, 0xe98f9d29),
		spin32("20ms", 18_500_000, 0x15953aa1),
		sumOfDoubles("1e8", 100_000_000, 4_999_999_950_000_000),
		digestOfPattern(),
	}
}

// Multiplier and increment of the generator that spin32 steps through, modulo 2³²: those that "Numerical
// Recipes" (Press et al., 2nd edition, section 7.1) calls quick and dirty.
const (
	multiplier32 = 1664525
	increment32  = 1013904223
)

// spin32 is spin with 32 bits, which JavaScript multiplies as fast as Go does (Math.imul): each step
// needs the one before, at four cycles. Grains are nominal, at 3.7 GHz.
func spin32(grain string, iterations int, answer uint64) Workload {
	return Workload{
		Name: "spin32-" + grain, Title: "calibrated work of 32 bits, nominally " + grain,
		Iterations: iterations, Answer: answer,
		Run: func() uint64 { return step32(iterations) },
	}
}

//go:noinline
func step32(iterations int) uint64 {
	x := uint32(1)
	for range iterations {
		x = x*multiplier32 + increment32
	}
	return uint64(x)
}

// sumOfDoubles is sum as JavaScript has to do it, where all numbers are doubles: an addition of
// floating-point numbers takes several cycles, and the next one has to wait for it. The sums are exact,
// being below 2⁵³.
func sumOfDoubles(name string, n int, answer uint64) Workload {
	return Workload{
		Name: "sumf-" + name, Title: "the sum of 0 … n−1 in doubles with n = " + name,
		Iterations: n, Answer: answer,
		Run: func() uint64 { return addDoubles(n) },
	}
}

//go:noinline
func addDoubles(n int) uint64 {
	total := 0.0
	for i := range n {
		total += float64(i)
	}
	return uint64(total)
}

// digestOfPattern hashes the same 64 KiB in every task, in libraries of each language.
func digestOfPattern() Workload {
	data := sync.OnceValue(func() []byte { return pattern(64 << 10) })
	return Workload{
		Name: "sha256-64KiB", Title: "SHA-256 of 64 KiB of a pattern",
		Source: "FIPS 180-4; crypto/sha256", Answer: 105_339_306_578_577,
		Run: func() uint64 { return sixBytes(sha256.Sum256(data())) },
	}
}

// sixBytes are the first ones of a digest as a number.
func sixBytes(digest [sha256.Size]byte) (n uint64) {
	for _, b := range digest[:6] {
		n = n<<8 | uint64(b)
	}
	return n
}
