package measure

import (
	"context"
	"fmt"
	"time"

	"poolbench/harness/child"
	"poolbench/harness/experiment"
	"poolbench/harness/machine"
	"poolbench/harness/sample"
	"poolbench/harness/service/load"
)

// probeLimit ends a process that asks: far more than the slowest answer takes.
const probeLimit = 20 * time.Second

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
		{URL: "http://" + p.front.web.Addr().String() + "/", Rate: experiment.HealthRate, Requests: health, Seed: p.spec.Seed ^ healthStream, Connections: health, MaxConnections: health},
	}
}

// describe adds what the other process found.
func (p *probe) describe(m *sample.Measurement) {
	echo, health := p.results[0], p.results[1]
	m.Tasks, m.WallNS = int(echo.Sent), p.wall.Nanoseconds()
	m.Latency, m.Lag, m.Probed = echo.Latency, echo.Lag, &sample.Probed{Health: health.Latency, Units: p.units}
	m.PeakRSS = machine.PeakRSS()
}

// healthStream separates the schedule of GET / from that of the echo, and from those of other
// rounds. Its value means nothing.
const healthStream = 0x6865616c7468

// mostConnections bounds those of a load on the service: what arrives beyond waits in the generator.
const mostConnections = 1000

// askAll has another process send the requests and returns what it found. Each of them has to be
// answered: what fails here is a defect of the measurement.
func askAll(runs []load.Config) ([]load.Result, *sample.Failure) {
	results, failure := sendRequests(runs)
	if failure != nil {
		return nil, failure
	}
	for i, r := range results {
		if r.Answered == 0 || r.Answered != r.Sent {
			return nil, &sample.Failure{Kind: sample.WrongResult, Detail: fmt.Sprintf("%s: %d of %d requests were answered: %v", runs[i].URL, r.Answered, r.Sent, r.Failures)}
		}
	}
	return results, nil
}

// sendRequests has another process send requests and returns a result for each of runs.
func sendRequests(runs []load.Config) ([]load.Result, *sample.Failure) {
	var answer load.Answer
	failure, err := generator.Ask(context.Background(), load.JobName, load.Request{Runs: runs}, &answer)
	switch {
	case err != nil:
		return nil, refused(err)
	case failure != nil:
		return nil, failure
	case len(answer.Results) != len(runs):
		return nil, &sample.Failure{Kind: sample.Crashed, Detail: fmt.Sprintf("%d results of %d loads", len(answer.Results), len(runs))}
	}
	return answer.Results, nil
}

// generator is how the process that asks is started. With one processor of Go nothing has to be
// handed from thread to thread, and a request costs it a fifth less processor time than with two
// (benchmarks of package load). With a session of its own it is nearly as prompt as one on another
// machine would be: its lag beside a pool on all cores had a 99th percentile of 2.8 ms before and
// of 0.05 ms with it.
var generator = child.Process{GOMAXPROCS: 1, Timeout: probeLimit, Session: true}
