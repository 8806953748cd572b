package workload_test

import (
	"math"
	"runtime/metrics"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/workload"
)

// A measurement compares digests with those of an earlier call, and tasks run at the same
// time. With -race this also finds scratch memory that is shared.
func TestKernelsArePureFunctions(t *testing.T) {
	for _, w := range workload.All() {
		if w.Open == nil {
			continue
		}
		t.Run(w.Name, func(t *testing.T) {
			kernel := w.Open(workload.Seed)
			digests := make([]uint64, 8) // of inputs from the first to the last one: one more would be out of bounds
			input := func(i int) int { return i * (w.Inputs - 1) / 7 }
			seen := map[uint64]bool{}
			for i := range digests {
				digests[i] = kernel(input(i))
				seen[digests[i]] = true
			}
			if w.Industry != "" { // otherwise there are two kinds of input: see TestATenthOfSkewedItemsIsHeavy
				assert.GreaterOrEqual(t, len(seen), 7, "tiles far outside of the Mandelbrot set are the same")
				assert.Equal(t, fixed[w.Name], digests[7] == w.Open(workload.Seed+1)(input(7)), "with another seed")
			}
			var callers sync.WaitGroup
			for range 4 {
				callers.Go(func() {
					for _, i := range []int{0, 7} {
						assert.Equal(t, digests[i], kernel(input(i)))
					}
				})
			}
			callers.Wait()
		})
	}
}

// fixed are the kernels that draw nothing.
var fixed = map[string]bool{"mandelbrot": true, "queens": true}

// A kernel with goroutines of its own would measure them, and not the pool. gonum has such
// code, for large matrices. Of three calls one has to start none: the runtime's own
// goroutines are counted too, and may start at any time.
func TestKernelsStartNoGoroutines(t *testing.T) {
	for _, w := range workload.All() {
		if w.Open == nil || w.Name == "memory-scan" { // opening it once more takes long, and its loop is plain
			continue
		}
		kernel := w.Open(workload.Seed)
		least := uint64(math.MaxUint64)
		for range 3 {
			before := goroutinesCreated(t)
			kernel(0)
			least = min(least, goroutinesCreated(t)-before)
		}
		assert.Zero(t, least, w.Name)
	}
}

func TestGoroutinesAreCounted(t *testing.T) {
	before := goroutinesCreated(t)
	var one sync.WaitGroup
	one.Go(func() {})
	one.Wait()
	assert.Greater(t, goroutinesCreated(t), before)
}

func goroutinesCreated(t *testing.T) uint64 {
	t.Helper()
	created := []metrics.Sample{{Name: "/sched/goroutines-created:goroutines"}}
	metrics.Read(created)
	require.Equal(t, metrics.KindUint64, created[0].Value.Kind())
	return created[0].Value.Uint64()
}

func TestKernelsAreDescribed(t *testing.T) {
	for _, w := range workload.All() {
		if w.Open == nil {
			assert.Empty(t, w.Industry, w.Name)
			assert.Zero(t, w.Inputs, w.Name)
			continue
		}
		assert.Equal(t, w.Industry == "", w.Source == "", w.Name)
		assert.Equal(t, w.Industry == "", strings.HasPrefix(w.Name, "skewed-"), "%s: only what is made to show something is nobody's", w.Name)
		if w.Industry == "" {
			continue
		}
		assert.GreaterOrEqual(t, w.Grain, 5*time.Microsecond, w.Name)
		assert.LessOrEqual(t, w.Grain, 8*time.Millisecond, w.Name)
		assert.GreaterOrEqual(t, w.Inputs, 8, w.Name)
		assert.LessOrEqual(t, w.Inputs, 64, w.Name)
	}
}
