package measure

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/sample"
)

// The percentiles are compared with those of all values, sorted.
func TestSummarizeAgreesWithTheSortedValues(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{1, 2, 99, 1000, 10_000} {
		values := make([]int64, n)
		total := int64(0)
		for i := range values {
			values[i] = int64(random.ExpFloat64() * 1e6)
			total += values[i]
		}
		l := summarize(values)
		slices.Sort(values)
		assert.Equal(t, int64(n), l.Count)
		assert.InEpsilon(t, float64(total)/float64(n), l.MeanNS, 1e-12, "the mean is exact")
		assert.Equal(t, values[n-1], l.MaxNS, "the maximum is exact")
		for _, c := range []struct {
			got     int64
			perMill int
		}{{l.P50NS, 500}, {l.P99NS, 990}, {l.P999NS, 999}} {
			want := values[max(1, (n*c.perMill+500)/1000)-1] // the rank is rounded
			assert.GreaterOrEqual(t, c.got, want, "n=%d, %d per mill", n, c.perMill)
			assert.LessOrEqual(t, float64(c.got), float64(want)*1.001, "n=%d, %d per mill", n, c.perMill)
			assert.LessOrEqual(t, c.got, l.MaxNS)
		}
	}
}

func TestSummarizeAtTheEdges(t *testing.T) {
	hour := time.Hour.Nanoseconds()
	cases := map[string]struct {
		values []int64
		want   *sample.Latency
	}{
		"nothing":       {nil, nil},
		"zero":          {[]int64{0}, &sample.Latency{Count: 1}},
		"two hours":     {[]int64{2 * hour}, &sample.Latency{Count: 1, MeanNS: 2 * float64(hour), MaxNS: 2 * hour}},
		"one of a kind": {[]int64{7, 7, 7}, &sample.Latency{Count: 3, MeanNS: 7, P50NS: 7, P99NS: 7, P999NS: 7, MaxNS: 7}},
	}
	for name, c := range cases {
		got := summarize(c.values)
		if name == "two hours" {
			require.InEpsilon(t, hour, got.P99NS, 1e-3, "longer than an hour counts as an hour")
			got.P50NS, got.P99NS, got.P999NS = 0, 0, 0
		}
		assert.Equal(t, c.want, got, name)
	}
}

func TestDurationsAreUnsetAtFirst(t *testing.T) {
	assert.Equal(t, []int64{unset, unset, unset}, newDurations(3))
	assert.Equal(t, 3, result{latencies: append(newDurations(3), 0, 5)}.missing())
}
