package cluster

import (
	"bytes"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"google.golang.org/protobuf/proto"
)

// added are the metrics of the Go runtime and of the process whose sum says something: how much of
// the machine the cluster takes. Those left out are no amounts (a version, the time of a
// start, a limit), or a question about one process (its garbage collector, its heap),
// which GET /metrics of a process answers. The resident memory counts what processes share,
// the program, once for each.
var added = []string{"go_goroutines", "go_threads", "process_cpu_seconds_total", "process_open_fds", "process_resident_memory_bytes"}

// summable reports whether a metric is added up over the processes: all of the service are,
// and some others.
func summable(f *dto.MetricFamily) bool {
	return strings.HasPrefix(f.GetName(), "poolbench_") || slices.Contains(added, f.GetName())
}

// cumulative reports whether a metric is added up over dead processes too. A gauge ends with its process.
func cumulative(f *dto.MetricFamily) bool {
	return summable(f) && (f.GetType() == dto.MetricType_COUNTER || f.GetType() == dto.MetricType_HISTOGRAM)
}

// sum is metrics added up, by name.
type sum map[string]*dto.MetricFamily

// add adds those of families that which picks. What cannot be added, of another type or with other
// buckets, is left out: where a restart takes the file of that name (see executable), it may be another version.
func (s sum) add(families []*dto.MetricFamily, which func(*dto.MetricFamily) bool) {
	for _, f := range families {
		if !which(f) {
			continue
		}
		into := s[f.GetName()]
		if into == nil {
			s[f.GetName()] = proto.Clone(f).(*dto.MetricFamily)
			continue
		}
		if into.GetType() != f.GetType() {
			continue
		}
		for _, m := range f.Metric {
			at := slices.IndexFunc(into.Metric, func(o *dto.Metric) bool { return sameLabels(o, m) })
			if at < 0 {
				into.Metric = append(into.Metric, proto.Clone(m).(*dto.Metric))
				continue
			}
			addTo(into.Metric[at], m)
		}
	}
}

// sameLabels may compare them one by one: a registry sorts them by name.
func sameLabels(a, b *dto.Metric) bool {
	return slices.EqualFunc(a.Label, b.Label, func(a, b *dto.LabelPair) bool {
		return a.GetName() == b.GetName() && a.GetValue() == b.GetValue()
	})
}

// addTo adds m to into, which has the same type. Buckets are cumulative, so that their sums are again.
func addTo(into, m *dto.Metric) {
	switch {
	case m.Counter != nil:
		into.Counter.Value = proto.Float64(into.Counter.GetValue() + m.Counter.GetValue())
	case m.Gauge != nil:
		into.Gauge.Value = proto.Float64(into.Gauge.GetValue() + m.Gauge.GetValue())
	case m.Histogram != nil && len(m.Histogram.Bucket) == len(into.Histogram.Bucket):
		into.Histogram.SampleCount = proto.Uint64(into.Histogram.GetSampleCount() + m.Histogram.GetSampleCount())
		into.Histogram.SampleSum = proto.Float64(into.Histogram.GetSampleSum() + m.Histogram.GetSampleSum())
		for i, b := range into.Histogram.Bucket {
			b.CumulativeCount = proto.Uint64(b.GetCumulativeCount() + m.Histogram.Bucket[i].GetCumulativeCount())
		}
	}
}

// families returns the sum, by name.
func (s sum) families() []*dto.MetricFamily {
	var all []*dto.MetricFamily
	for _, name := range slices.Sorted(maps.Keys(s)) {
		all = append(all, s[name])
	}
	return all
}

// families returns the metrics of an account.
func (a account) families() []*dto.MetricFamily {
	var all []*dto.MetricFamily
	for decoder := expfmt.NewDecoder(bytes.NewReader(a.Metrics), expfmt.NewFormat(expfmt.TypeProtoDelim)); ; {
		var f dto.MetricFamily
		if decoder.Decode(&f) != nil { // its end
			return all
		}
		all = append(all, &f)
	}
}

// Metrics returns what answers with the metrics of all processes, added up: those of package
// service, and of the Go runtime and the system those that are amounts. Of its own it has
// poolbench_cluster_up and poolbench_cluster_restarts_total, by process. It asks every process for
// its account, which takes a millisecond, and 5 s at most; of one that does not answer, the last
// account stands. After Run it shows the last of everything.
func (c *Cluster) Metrics() http.Handler {
	own := prometheus.NewRegistry()
	for _, p := range c.places {
		labels := prometheus.Labels{"process": strconv.Itoa(p.number)}
		own.MustRegister(
			prometheus.NewGaugeFunc(prometheus.GaugeOpts{Namespace: "poolbench", Subsystem: "cluster", Name: "up",
				Help: "1 if the process accepts connections.", ConstLabels: labels}, func() float64 {
				if p.process().Ready {
					return 1
				}
				return 0
			}),
			prometheus.NewCounterFunc(prometheus.CounterOpts{Namespace: "poolbench", Subsystem: "cluster", Name: "restarts_total",
				Help: "How often the process was started again.", ConstLabels: labels}, func() float64 { return float64(p.process().Restarts) }))
	}
	return promhttp.HandlerFor(prometheus.Gatherers{own, prometheus.GathererFunc(c.gather)}, promhttp.HandlerOpts{})
}

// gather asks all processes at the same time.
func (c *Cluster) gather() ([]*dto.MetricFamily, error) {
	sums := make([]sum, len(c.places))
	var asked sync.WaitGroup
	for i, p := range c.places {
		sums[i] = sum{}
		asked.Go(func() { p.enter(sums[i]) })
	}
	asked.Wait()
	all := sum{}
	for _, s := range sums {
		all.add(s.families(), summable)
	}
	return all.families(), nil
}
