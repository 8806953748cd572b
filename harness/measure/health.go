package measure

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"time"

	"poolbench/harness/node"
	"poolbench/harness/sample"
	"poolbench/harness/service/load"
	"poolbench/harness/workload"
)

// TakeHealth has another process ask a server for GET /, spec.Tasks times at spec.Rate per second by a schedule
// that spec.Seed determines, while spec.Busy.Tasks callers of the same process ask it for spec.Workload, and again as
// soon as they are answered. The schedule begins once each caller has been answered, and callers ask
// until the last GET / is: so the server is busy the whole time, however slow it is.
//
// The server is the service of this repository in this process, or for a system in Node.js that of the program in
// a process of its own. Before the window both are asked for a while, from here: an engine of JavaScript
// compiles what is called often.
//
// Latency and Lag are those of GET /, from the intended arrival; Probed has the former too, and in Units how often the workload was
// computed for the callers. WallNS is the time in which they asked, or without any that of the schedule.
// What the server has computed has to be what the callers got. The answer is read once, before the window.
func TakeHealth(spec Spec) Outcome {
	if err := spec.checkHealth(); err != nil {
		return Outcome{Failure: refused(err)}
	}
	server, failure := spec.startBusy()
	if failure != nil {
		return Outcome{Failure: failure}
	}
	window := asking{server: server, runs: spec.healthRuns(server.address())}
	window.warmed, window.failure = spec.warmUp(server.address())
	m := observe(window.run)
	if failure := cmp.Or(window.failure, server.end(m), window.compare()); failure != nil {
		return Outcome{Failure: failure}
	}
	window.describe(m)
	return Outcome{Measured: m}
}

// checkHealth returns an error that says what cannot be asked for, or nil.
func (s Spec) checkHealth() error {
	if err := s.checkRequests(); err != nil {
		return err
	}
	if s.Busy.Tasks < 0 {
		return fmt.Errorf("%d callers of /compute: 0 or more have to ask", s.Busy.Tasks)
	}
	_, err := workload.Find(s.Workload)
	return err
}

func (s Spec) computePath() string { return "/compute?workload=" + url.QueryEscape(s.Workload) }

// healthRuns are what the other process asks for. Each GET / has a connection of its own that is open before:
// whoever had to open one while the server is busy would wait twice.
func (s Spec) healthRuns(address string) []load.Config {
	runs := []load.Config{{
		URL: address + "/", Rate: s.Rate, Requests: s.Tasks, Timeout: requestLimit, Seed: s.Seed,
		Connections: s.Tasks, MaxConnections: s.Tasks,
	}}
	if s.Busy.Tasks > 0 {
		runs = append(runs, load.Config{
			URL: address + s.computePath(), Callers: s.Busy.Tasks, Timeout: requestLimit,
		})
	}
	return runs
}

// warmUpTime is how long a server is asked for each of both before the window, in which the slowest of them starts
// some workers and the fastest answers a thousand times.
const warmUpTime = 100 * time.Millisecond

// warmUp asks for GET / and for the workload, and returns how often that was computed.
func (s Spec) warmUp(address string) (computed int64, _ *sample.Failure) {
	for _, path := range []string{"/", s.computePath()} {
		r, err := load.Run(context.Background(), load.Config{URL: address + path, Callers: s.Workers, Duration: warmUpTime, Timeout: requestLimit})
		if err != nil {
			return 0, refused(err)
		}
		if failure := allAnswered(address+path, r); failure != nil {
			return 0, failure
		}
		computed = r.Answered
	}
	return computed + 1, s.checkAnswer(address)
}

// wholeNumber finds the numbers in an answer: one server says nothing else, the other has names beside it.
var wholeNumber = regexp.MustCompile(`\d+`)

// checkAnswer asks for the workload once more, and reads what comes. The other process does not: it counts.
func (s Spec) checkAnswer(address string) *sample.Failure {
	work, err := workload.Find(s.Workload)
	if err != nil {
		return refused(err)
	}
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: requestLimit}
	answer, err := client.Get(address + s.computePath())
	if err != nil {
		return refused(err)
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return refused(err)
	}
	want := strconv.FormatUint(work.Answer, 10)
	if numbers := wholeNumber.FindAllString(string(text), -1); answer.StatusCode != http.StatusOK || !slices.Contains(numbers, want) {
		return &sample.Failure{Kind: sample.WrongResult, Detail: fmt.Sprintf("the server answers %q (%s), and %s is right", text, answer.Status, want)}
	}
	return nil
}

// busyServer answers GET / and GET /compute, from this process or another.
type busyServer interface {
	address() string
	// begin is called when the window opens, close when nothing is asked any more. That returns how often the
	// server has computed in all, and the processor time that other processes took since begin.
	begin()
	close() (computed int64, elsewhere time.Duration, failure *sample.Failure)
	// end ends it after that, and puts right what was measured of another process than the server's.
	end(m *sample.Measurement) *sample.Failure
}

// startBusy starts the server that spec names.
func (s Spec) startBusy() (busyServer, *sample.Failure) {
	if node.Is(s.Variant) {
		return startBusyNode(s)
	}
	service, err := startService(s)
	if err != nil {
		return nil, refused(err)
	}
	return &busyService{service}, nil
}

// busyService is a service of this repository, in this process.
type busyService struct{ *running }

func (*busyService) begin() {}

// close drains the service: who has been answered has been counted.
func (s *busyService) close() (computed int64, elsewhere time.Duration, _ *sample.Failure) {
	summary, err := s.stop()
	if err != nil {
		return 0, 0, refused(err)
	}
	return summary.Answered, 0, nil
}

func (*busyService) end(*sample.Measurement) *sample.Failure { return nil }

// asking is the window in which another process asks.
type asking struct {
	server   busyServer
	runs     []load.Config
	results  []load.Result
	warmed   int64 // computed before
	computed int64 // in all
	failure  *sample.Failure
}

func (w *asking) run(watch *scheduler) (elsewhere time.Duration) {
	watch.begin()
	w.server.begin()
	if w.failure == nil {
		w.results, w.failure = askAll(w.runs)
	}
	watch.handedOver()
	watch.end()
	computed, elsewhere, failure := w.server.close()
	w.computed, w.failure = computed, cmp.Or(failure, w.failure) // why nobody answers is the former
	return elsewhere
}

// answered is what callers got.
func (w *asking) answered() int64 {
	if len(w.results) < 2 {
		return 0
	}
	return w.results[1].Answered
}

// compare returns a failure unless the server has computed what the callers got.
func (w *asking) compare() *sample.Failure {
	if answered := w.warmed + w.answered(); w.failure == nil && w.computed != answered {
		return &sample.Failure{Kind: sample.WrongResult, Detail: fmt.Sprintf("the server computed %d times, but %d answers came back", w.computed, answered)}
	}
	return nil
}

// describe adds what the other process found.
func (w *asking) describe(m *sample.Measurement) {
	health, lasted := w.results[0], w.results[len(w.results)-1] // the callers, if there are any
	m.Tasks, m.WallNS = int(health.Sent), max(lasted.Elapsed.Nanoseconds(), 1)
	m.Latency, m.Lag = health.Latency, health.Lag
	m.Probed = &sample.Probed{Health: health.Latency, Units: w.answered()}
}
