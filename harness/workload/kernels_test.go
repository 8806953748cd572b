package workload_test

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

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
			assert.GreaterOrEqual(t, len(seen), 7, "tiles far outside of the Mandelbrot set are the same")
			assert.Equal(t, fixed[w.Name], digests[7] == w.Open(workload.Seed+1)(input(7)), "with another seed")
			var callers sync.WaitGroup
			for range 4 {
				callers.Go(func() {
					for _, i := range []int{0, 4, 7} {
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

func TestKernelsAreDescribed(t *testing.T) {
	for _, w := range workload.All() {
		if w.Open == nil {
			assert.Empty(t, w.Industry, w.Name)
			assert.Zero(t, w.Inputs, w.Name)
			continue
		}
		assert.NotEmpty(t, w.Industry, w.Name)
		assert.NotEmpty(t, w.Source, w.Name)
		assert.GreaterOrEqual(t, w.Grain, 5*time.Microsecond, w.Name)
		assert.LessOrEqual(t, w.Grain, 8*time.Millisecond, w.Name)
		assert.GreaterOrEqual(t, w.Inputs, 8, w.Name)
		assert.LessOrEqual(t, w.Inputs, 64, w.Name)
	}
}
