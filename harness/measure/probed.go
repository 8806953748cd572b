package measure

import (
	"time"

	"poolbench/harness/experiment"
	"poolbench/harness/sample"
	"poolbench/harness/service/load"
)

// TakeProbed has another process ask this one for answers while it computes spec.Busy:
// spec.Tasks times for the echo of a byte over TCP, at spec.Rate per second, and meanwhile for
// GET / over HTTP, at [experiment.HealthRate]. Both arrive by a schedule that spec.Seed
// determines, on connections that are open before, and latency counts from the intended arrival.
//
// Latency and Lag are the echo's; Probed has that of GET /, and how often the workload was
// computed from the start of the other process to its end, and WallNS that time. All tasks of
// the work run at once as far as the pool lets them when the first request is sent.
//
// The one who asks needs a processor of the machine as well, which the kernel gives him and takes
// away again: that is in the latency.
func TakeProbed(spec Spec) Outcome {
	if err := spec.checkBusy(); err != nil {
		return Outcome{Failure: refused(err)}
	}
	front, err := listen(spec.Busy.Repair == sample.LockAnswers)
	if err != nil {
		return Outcome{Failure: refused(err)}
	}
	defer front.close()
	w, failure := spec.work()
	if failure != nil {
		return Outcome{Failure: failure}
	}
	window := probe{front: front, work: w, spec: spec}
	m := observe(window.run)
	if ended := w.stop(); window.failure == nil {
		window.failure = ended
	}
	if window.failure != nil {
		return Outcome{Failure: window.failure}
	}
	window.describe(m)
	return Outcome{Measured: m}
}

// probe is the window in which another process asks.
type probe struct {
	front   *front
	work    work
	spec    Spec
	wall    time.Duration
	units   int64
	results []load.Result
	failure *sample.Failure
}

func (p *probe) run(watch *scheduler) (elsewhere time.Duration) {
	before, failure := p.work.done()
	if failure != nil {
		p.failure = failure
		return 0
	}
	start := watch.begin()
	p.results, p.failure = askAll(p.requests())
	p.wall = time.Since(start)
	watch.handedOver()
	watch.end()
	after, failure := p.work.done()
	if p.failure == nil {
		p.failure = failure
	}
	p.units = after.unitsSince(before, p.wall)
	return time.Duration(after.ElsewhereNS - before.ElsewhereNS)
}

// requests are what the other process asks for. Each has a connection of its own that is open
// before the first of them: where answers are slow, whoever had to open one then would wait twice.
func (p *probe) requests() []load.Config {
	during := time.Duration(float64(p.spec.Tasks) / p.spec.Rate * float64(time.Second))
	health := max(int(experiment.HealthRate*during.Seconds()), 1)
	return []load.Config{
		{URL: "echo://" + p.front.echo.Addr().String(), Rate: p.spec.Rate, Requests: p.spec.Tasks, Seed: p.spec.Seed, Connections: p.spec.Tasks, MaxConnections: p.spec.Tasks},
		{URL: p.front.web + "/", Rate: experiment.HealthRate, Requests: health, Seed: p.spec.Seed ^ healthStream, Connections: health, MaxConnections: health},
	}
}

// describe adds what the other process found.
func (p *probe) describe(m *sample.Measurement) {
	echo, health := p.results[0], p.results[1]
	m.Tasks, m.WallNS = int(echo.Sent), p.wall.Nanoseconds()
	m.Latency, m.Lag, m.Probed = echo.Latency, echo.Lag, &sample.Probed{Health: health.Latency, Units: p.units}
}

// healthStream separates the schedule of GET / from that of the echo, and from those of other
// rounds. Its value means nothing.
const healthStream = 0x6865616c7468
