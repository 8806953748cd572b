package sample_test

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
		l := sample.Summarize(values)
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
		got := sample.Summarize(c.values)
		if name == "two hours" {
			require.InEpsilon(t, hour, got.P99NS, 1e-3, "longer than an hour counts as an hour")
			got.P50NS, got.P99NS, got.P999NS = 0, 0, 0
		}
		assert.Equal(t, c.want, got, name)
	}
}

// What is recorded in a window must not look like memory of what is measured.
func TestRecordingAllocatesNothing(t *testing.T) {
	d := sample.NewDistribution()
	d.Record(1) // whatever it needs at first
	assert.Zero(t, testing.AllocsPerRun(1000, func() { d.Record(12_345) }))
}

// A summary is of what was recorded up to then, and takes nothing away.
func TestADistributionGoesOnAfterASummary(t *testing.T) {
	d := sample.NewDistribution()
	assert.Nil(t, d.Summary())
	d.Record(1000)
	assert.Equal(t, sample.Summarize([]int64{1000}), d.Summary())
	d.Record(5000)
	d.Record(3000)
	assert.Equal(t, sample.Summarize([]int64{3000, 5000, 1000}), d.Summary())
}
