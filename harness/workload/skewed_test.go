package workload_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"poolbench/harness/workload"
)

// The digests are those of the generator after as many steps as an item is long, so they tell the two
// kinds apart.
func TestATenthOfSkewedItemsIsHeavy(t *testing.T) {
	light, heavy := generatorAfter(18_500), generatorAfter(40*18_500)
	orders := map[string][]int{}
	for _, order := range []string{"clustered", "scattered"} {
		w := find(t, "skewed-"+order)
		assert.Equal(t, 98*time.Microsecond, w.Grain, "0.9 × 20 µs + 0.1 × 800 µs")
		kernel := w.Open(workload.Seed)
		for input := range w.Inputs {
			switch digest := kernel(input); digest {
			case heavy:
				orders[order] = append(orders[order], input)
			default:
				assert.Equal(t, light, digest, "%s, input %d", order, input)
			}
		}
		assert.Len(t, orders[order], w.Inputs/10, order)
	}
	assert.Equal(t, 199, orders["clustered"][199], "200 items in a row, from the first on")

	firstHalf := 0
	for _, input := range orders["scattered"] {
		if input < 1000 {
			firstHalf++
		}
	}
	assert.InDelta(t, 100, firstHalf, 20, "three standard deviations of a fair lottery")
}
