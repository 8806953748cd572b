package service

import (
	"log/slog"
	"net/http"
	"net/http/pprof"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	dto "github.com/prometheus/client_model/go"
)

// namespace begins the name of every metric.
const namespace = "poolbench"

// buckets are the bounds of all histograms: they double from 1 µs to 2^24 µs = 16.8 s. The
// least is below what an empty task waits, the most above the longest computation allowed.
// A quantile read from them is right to within a factor of 2, which is enough to see where
// time goes; a measurement has to take its own times.
var buckets = prometheus.ExponentialBuckets(1e-6, 2, 25)

// metrics has a registry of its own: the global one belongs to no service in particular, and
// a process, a test above all, may have several.
type metrics struct {
	registry *prometheus.Registry
	log      *slog.Logger
	// By workload. A request cannot make a new label: workloads that do not exist are refused
	// before. So there are never more series than workloads × buckets.
	whole, queueing, compute *prometheus.HistogramVec
}

// observers are the histograms of one workload, looked up once and not for each request.
type observers struct{ whole, queueing, compute prometheus.Observer }

// newMetrics registers everything; a name that is there twice is a defect, and panics.
func newMetrics(s *Service) *metrics {
	m := &metrics{registry: prometheus.NewRegistry(), log: s.log}
	m.registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	m.gauge("requests_waiting", "Requests in computing whose task has not begun. Abandoned tasks that are still in the pool are not counted.", func() float64 {
		return float64(max(0, s.gate.inside()-s.running.Load())) // two words, read one after the other
	})
	m.gauge("requests_running", "Tasks that have begun and not ended.", func() float64 { return float64(s.running.Load()) })
	m.gauge("workers", "Tasks that can run at once on the processors there are.", func() float64 { return float64(parallelism(s.config)) })
	m.gauge("admission_limit", "Requests that may be in computing at once; 0 if there is no limit.", func() float64 { return float64(s.config.Admission) })
	for f := range fates {
		m.registry.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{
			Namespace: namespace, Name: "requests_total", Help: "Requests to compute, by what became of them.",
			ConstLabels: f.labels(),
		}, func() float64 { return float64(s.counts.of[f].Load()) }))
	}
	s.gather = m.registry.Gather
	m.whole = m.histogram("request_duration_seconds", "From the header of a computed request to its answer.")
	m.queueing = m.histogram("queueing_duration_seconds", "From admission of a computed request until its task began.")
	m.compute = m.histogram("compute_duration_seconds", "From the beginning of a computation to its end.")
	return m
}

func (m *metrics) gauge(name, help string, value func() float64) {
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Namespace: namespace, Name: name, Help: help}, value))
}

func (m *metrics) histogram(name, help string) *prometheus.HistogramVec {
	v := prometheus.NewHistogramVec(prometheus.HistogramOpts{Namespace: namespace, Name: name, Help: help, Buckets: buckets}, []string{"workload"})
	m.registry.MustRegister(v)
	return v
}

// of returns the histograms of a workload and makes their series.
func (m *metrics) of(workload string) *observers {
	return &observers{m.whole.WithLabelValues(workload), m.queueing.WithLabelValues(workload), m.compute.WithLabelValues(workload)}
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{
		// What fails to be collected is answered 500. What is left are clients that do not read
		// their answer, and those must not fill the log.
		ErrorLog: slog.NewLogLogger(m.log.Handler(), slog.LevelDebug),
	})
}

// Gather returns what GET /metrics shows, for those who add up several services. It makes a
// Service a prometheus.Gatherer, whose words on errors hold here.
func (s *Service) Gather() ([]*dto.MetricFamily, error) { return s.gather() }

// labels are the outcome and its reason.
func (f fate) labels() prometheus.Labels {
	return prometheus.Labels{"outcome": fateNames[f].outcome, "reason": fateNames[f].reason}
}

// String returns the outcome, with the reason if it has one.
func (f fate) String() string {
	if fateNames[f].reason == "" {
		return fateNames[f].outcome
	}
	return fateNames[f].outcome + ": " + fateNames[f].reason
}

var fateNames = [fates]struct{ outcome, reason string }{
	answered:            {"answered", ""},
	unclaimed:           {"unclaimed", "client"},
	failed:              {"failed", "panic"},
	abandonedByClient:   {"abandoned", "client"},
	abandonedAtDeadline: {"abandoned", "deadline"},
	lost:                {"lost", "drain"},
	rejectedFull:        {"rejected", "admission"},
	rejectedClosing:     {"rejected", "closing"},
	invalid:             {"invalid", "query"},
}

// newProfiler serves what importing net/http/pprof puts on a mux that the whole process
// shares, and that is not served here.
func newProfiler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc(profilePath, pprof.Index)
	mux.HandleFunc(profilePath+"cmdline", pprof.Cmdline)
	mux.HandleFunc(profilePath+"profile", pprof.Profile)
	mux.HandleFunc(profilePath+"symbol", pprof.Symbol)
	mux.HandleFunc(profilePath+"trace", pprof.Trace)
	return mux
}
