package workload_test

import (
	"math/big"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/workload"
)

func TestEveryWorkloadReturnsItsAnswer(t *testing.T) {
	for _, w := range workload.All() {
		if w.Run == nil {
			assert.Zero(t, w.Answer, w.Name)
			assert.Zero(t, w.Iterations, w.Name)
			continue
		}
		assert.Equal(t, w.Answer, w.Run(), w.Name)
	}
}

// The answers in the table are checked against formulas that share no code with the loops.
func TestAnswersFollowFromClosedForms(t *testing.T) {
	for _, w := range workload.All() {
		switch kind, _, _ := strings.Cut(w.Name, "-"); kind {
		case "spin":
			assert.Equal(t, generatorAfter(w.Iterations), w.Answer, "%s: %#x", w.Name, generatorAfter(w.Iterations))
		case "sum":
			n := uint64(w.Iterations)
			assert.Equal(t, n*(n-1)/2, w.Answer, w.Name)
		}
	}
}

// generatorAfter computes the n-th value of x → a·x + c mod 2^64 from x = 1 without
// stepping: a^n + c·(a^n − 1)/(a − 1), with big integers for the division.
func generatorAfter(n int) uint64 {
	var (
		a       = big.NewInt(6364136223846793005)
		c       = big.NewInt(1442695040888963407)
		one     = big.NewInt(1)
		divisor = new(big.Int).Sub(a, one)
		word    = new(big.Int).Lsh(one, 64)
		modulus = new(big.Int).Mul(word, divisor) // so that the division below is exact
	)
	power := new(big.Int).Exp(a, big.NewInt(int64(n)), modulus)
	series := new(big.Int).Div(new(big.Int).Sub(power, one), divisor)
	value := new(big.Int).Add(power, new(big.Int).Mul(c, series))
	return value.Mod(value, word).Uint64()
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

func BenchmarkWorkloads(b *testing.B) {
	for _, w := range workload.All() {
		if w.Run == nil {
			continue
		}
		b.Run(w.Name, func(b *testing.B) {
			for b.Loop() {
				w.Run()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(w.Iterations), "ns/iteration")
		})
	}
}
