package cluster

import (
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// gathered returns the metrics of c alone.
func gathered(t *testing.T, c prometheus.Collector) []*dto.MetricFamily {
	t.Helper()
	r := prometheus.NewRegistry()
	r.MustRegister(c)
	families, err := r.Gather()
	require.NoError(t, err)
	return families
}

// Another version of the program may have other metrics of the same name.
func TestWhatCannotBeAddedIsLeftOut(t *testing.T) {
	const name = "poolbench_x"
	histogram := func(buckets ...float64) prometheus.Histogram {
		h := prometheus.NewHistogram(prometheus.HistogramOpts{Name: name, Help: "x", Buckets: buckets})
		h.Observe(1)
		return h
	}
	counter := prometheus.NewCounter(prometheus.CounterOpts{Name: name, Help: "x"})
	counter.Inc()
	for _, c := range []struct {
		added prometheus.Collector
		want  uint64
	}{{histogram(1, 2), 2}, {histogram(1), 1}, {histogram(1, 2, 3), 1}, {counter, 1}} {
		s := sum{}
		s.add(gathered(t, histogram(1, 2)), summable)
		s.add(gathered(t, c.added), summable)
		assert.Equal(t, c.want, s[name].Metric[0].Histogram.GetSampleCount())
	}
	s := sum{}
	s.add(gathered(t, counter), summable)
	s.add(gathered(t, histogram(1)), summable)
	assert.InDelta(t, 1, s[name].Metric[0].Counter.GetValue(), 0)
}
