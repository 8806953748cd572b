package measure

import (
	"fmt"
	"io"
	"runtime/metrics"
	"runtime/pprof"
	"runtime/trace"
	"sync/atomic"
	"time"

	"poolbench/harness/sample"
)

// monitorPeriod is the pause between two readings of all metrics: a hundred readings per second,
// like the samples of a CPU profile.
const monitorPeriod = 10 * time.Millisecond

// monitor watches this process from start to stop, each of which is called once.
type monitor interface {
	start() error
	// stop returns when nothing of the monitor runs any more, with how much it has recorded.
	stop() (recorded int64)
}

// newMonitor finds a monitor, which writes what it records to out, if it writes. An empty name is
// one that records nothing.
func newMonitor(name sample.Monitor, out io.Writer) (monitor, error) {
	written := &counting{out: out}
	switch name {
	case "":
		return nobody{}, nil
	case sample.RuntimeMetrics:
		return newReader(monitorPeriod), nil
	case sample.CPUProfile:
		return recorder{written, pprof.StartCPUProfile, pprof.StopCPUProfile}, nil
	case sample.ExecutionTrace:
		return recorder{written, trace.Start, trace.Stop}, nil
	default:
		return nil, fmt.Errorf("unknown monitor %q: allowed are %q, %q and %q", name, sample.RuntimeMetrics, sample.CPUProfile, sample.ExecutionTrace)
	}
}

// nobody watches nothing.
type nobody struct{}

func (nobody) start() error { return nil }
func (nobody) stop() int64  { return 0 }

// recorder is a profile or a trace; it has recorded the bytes that it has written. A profile has a
// header even if it has no samples: that it has some shows in the test of this package only.
type recorder struct {
	out   *counting
	begin func(io.Writer) error
	end   func() // returns when all is written
}

func (r recorder) start() error { return r.begin(r.out) }

func (r recorder) stop() int64 {
	r.end()
	return r.out.bytes
}

// counting counts what it passes on.
type counting struct {
	out   io.Writer
	bytes int64
}

func (c *counting) Write(p []byte) (int, error) {
	n, err := c.out.Write(p)
	c.bytes += int64(n)
	return n, err
}

// reader reads all metrics again and again; it has recorded as many readings as it has made.
type reader struct {
	period      time.Duration
	samples     []metrics.Sample // of all readings: monitoring that goes on for days does not allocate either
	made        atomic.Int64     // readings
	quit, ended chan struct{}
}

// newReader reads everything once, so that the memory that histograms need is there.
func newReader(period time.Duration) *reader {
	r := &reader{period: period, quit: make(chan struct{}), ended: make(chan struct{})}
	for _, d := range metrics.All() {
		r.samples = append(r.samples, metrics.Sample{Name: d.Name})
	}
	metrics.Read(r.samples)
	return r
}

func (r *reader) start() error {
	go r.read()
	return nil
}

func (r *reader) read() {
	defer close(r.ended)
	tick := time.NewTicker(r.period)
	defer tick.Stop()
	for {
		select {
		case <-r.quit:
			return
		case <-tick.C:
			metrics.Read(r.samples)
			r.made.Add(1)
		}
	}
}

func (r *reader) stop() int64 {
	close(r.quit)
	<-r.ended
	return r.made.Load()
}
