package workload_test

import (
	"math/big"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/workload"
)

// What blocks or parks is released by package measure, so there is nothing to call here.
func TestEveryWorkloadIsDoneInOneWay(t *testing.T) {
	for _, w := range workload.All() {
		ways := 0
		for _, way := range []bool{w.Run != nil, w.Open != nil, w.PerWorker != nil} {
			if way {
				ways++
			}
		}
		nothing := w.Name == "empty" || strings.HasPrefix(w.Name, "block-") || strings.HasPrefix(w.Name, "park-")
		assert.Equal(t, !nothing, ways == 1, "%s: done in %d ways", w.Name, ways)
		assert.LessOrEqual(t, ways, 1, w.Name)
		if w.Run == nil {
			assert.Zero(t, w.Iterations, w.Name)
			assert.Equal(t, w.PerWorker != nil, w.Answer != 0, "%s: items of workers have an answer that tells that they ran", w.Name)
		}
	}
}

// In a bubble of package synctest sleeping takes no time, but the clock moves on.
func TestEveryWorkloadReturnsItsAnswer(t *testing.T) {
	for _, w := range workload.All() {
		if w.Run == nil {
			continue
		}
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			assert.Equal(t, w.Answer, w.Run(), w.Name)
			assert.Equal(t, w.Waits, time.Since(start) > 0, w.Name)
		})
	}
}

func TestWaitsAreAsLongAsTheirNames(t *testing.T) {
	for name, want := range map[string]time.Duration{"sleep-10ms": 10 * time.Millisecond, "wait-1ms": 900 * time.Microsecond} {
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			find(t, name).Run()
			assert.Equal(t, want, time.Since(start), name)
		})
	}
}

func find(t *testing.T, name string) workload.Workload {
	t.Helper()
	w, err := workload.Find(name)
	require.NoError(t, err)
	return w
}

// The answers in the table are checked against formulas that share no code with the loops.
func TestAnswersFollowFromClosedForms(t *testing.T) {
	for _, w := range workload.All() {
		n := w.Iterations
		switch kind, size, _ := strings.Cut(w.Name, "-"); kind {
		case "spin", "wait", "limited":
			assert.Equal(t, generatorAfter(n), w.Answer, "%s: %#x", w.Name, generatorAfter(n))
		case "sum":
			assert.Equal(t, uint64(n)*uint64(n-1)/2, w.Answer, w.Name)
		case "recurse":
			assert.Equal(t, generatorSum(n), w.Answer, "%s: %#x", w.Name, generatorSum(n))
		case "pass", "copy", "encode":
			assert.Equal(t, ends(t, size), w.Answer, w.Name)
		}
	}
}

// ends is the length of data with a name like "64KiB", then the first byte and the last one
// of the pattern that byte i is 7i + i/256 modulo 256.
func ends(t *testing.T, name string) uint64 {
	t.Helper()
	digits := strings.TrimRight(name, "KMiB")
	n, err := strconv.ParseUint(digits, 10, 64)
	require.NoError(t, err)
	n *= map[string]uint64{"B": 1, "KiB": 1024, "MiB": 1024 * 1024}[strings.TrimPrefix(name, digits)]
	return n*65536 + (7*(n-1)+(n-1)/256)%256
}

var (
	multiplier = big.NewInt(6364136223846793005) // of the generator that spin steps through
	increment  = big.NewInt(1442695040888963407)
	one        = big.NewInt(1)
	word       = new(big.Int).Lsh(one, 64)
	divisor    = new(big.Int).Sub(multiplier, one)
)

// generatorAfter computes the n-th value of x → a·x + c mod 2^64 from x = 1 without
// stepping: a^n + c·(a^n − 1)/(a − 1), with big integers for the division.
func generatorAfter(n int) uint64 {
	modulus := new(big.Int).Mul(word, divisor) // so that the division below is exact
	power := new(big.Int).Exp(multiplier, big.NewInt(int64(n)), modulus)
	series := new(big.Int).Div(new(big.Int).Sub(power, one), divisor)
	value := new(big.Int).Add(power, new(big.Int).Mul(increment, series))
	return value.Mod(value, word).Uint64()
}

// generatorSum computes the sum of values 0 to n-1 of that generator modulo 2^64: with
// s = (a^n − 1)/(a − 1) the first term of each sums to s, and the second one, c times
// (a^k − 1)/(a − 1), to c·(s − n)/(a − 1). n is small, so that a^n is not reduced.
func generatorSum(n int) uint64 {
	count := big.NewInt(int64(n))
	power := new(big.Int).Exp(multiplier, count, nil)
	series := new(big.Int).Div(new(big.Int).Sub(power, one), divisor)
	second := new(big.Int).Div(new(big.Int).Sub(series, count), divisor)
	sum := new(big.Int).Add(series, second.Mul(second, increment))
	return sum.Mod(sum, word).Uint64()
}

func TestFind(t *testing.T) {
	w, err := workload.Find("sum-1e8")
	require.NoError(t, err)
	assert.Equal(t, uint64(4_999_999_950_000_000), w.Answer)

	_, err = workload.Find("sleep")
	require.ErrorContains(t, err, `unknown workload "sleep": allowed are empty, spin-150ns`)
}

func TestNamesAreKeys(t *testing.T) {
	seen := map[string]bool{}
	for _, w := range workload.All() {
		assert.NotContains(t, w.Name, "/")
		assert.NotContains(t, w.Name, " ")
		assert.False(t, seen[w.Name], "%s appears twice", w.Name)
		seen[w.Name] = true
		assert.NotEmpty(t, w.Title)
	}
}

// Blocked tasks are left out: only package measure can release them. A kernel takes its
// inputs in turn, as the tasks of a sample do.
func BenchmarkWorkloads(b *testing.B) {
	for _, w := range workload.All() {
		switch {
		case w.Run != nil:
			b.Run(w.Name, func(b *testing.B) {
				for b.Loop() {
					w.Run()
				}
				if w.Iterations > 0 {
					b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(w.Iterations), "ns/iteration")
				}
			})
		case w.Open != nil:
			b.Run(w.Name, func(b *testing.B) {
				kernel := w.Open(workload.Seed)
				b.ReportAllocs()
				for i := 0; b.Loop(); i++ {
					kernel(i % w.Inputs)
				}
			})
		}
	}
}

// A sum of any size is that of the table where both exist, and the largest one fits.
func TestSumOfAnySize(t *testing.T) {
	for _, name := range []string{"sum-1e5", "sum-1e8"} {
		w := find(t, name)
		assert.Equal(t, w.Answer, workload.Sum(uint64(w.Iterations)), name)
	}
	assert.Zero(t, workload.Sum(0))
	assert.Zero(t, workload.Sum(1))
	n := big.NewInt(workload.MaxSum)
	largest := new(big.Int).Rsh(new(big.Int).Mul(n, new(big.Int).Sub(n, one)), 1)
	assert.True(t, largest.IsUint64(), largest.String())
}
