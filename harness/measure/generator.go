package measure

import (
	"context"
	"fmt"
	"time"

	"poolbench/harness/child"
	"poolbench/harness/sample"
	"poolbench/harness/service/load"
)

// generatorLimit ends a process that asks: far more than the slowest answer takes.
const generatorLimit = 20 * time.Second

// requestLimit is when a request counts as failed: later than any queue in a sample is long, and
// before the process that asks is ended.
const requestLimit = generatorLimit / 2

// mostConnections bounds those of a load on the service: what arrives beyond waits in the generator.
const mostConnections = 1000

// generator is how the process that asks is started. With one processor of Go nothing has to be
// handed from thread to thread, and a request costs it a fifth less processor time than with two
// (benchmarks of package load). With a session of its own it is nearly as prompt as one on another
// machine would be: its lag beside a pool on all cores had a 99th percentile of 2.8 ms before and
// of 0.05 ms with it.
var generator = child.Process{GOMAXPROCS: 1, Timeout: generatorLimit, Session: true}

// checkRequests returns an error that says why spec.Tasks requests cannot arrive at spec.Rate, or nil.
func (s Spec) checkRequests() error {
	if s.Rate <= 0 || s.Tasks < 1 {
		return fmt.Errorf("%d requests at %v per second: at least 1 has to come, at a rate above 0", s.Tasks, s.Rate)
	}
	return nil
}

// load is spec.Tasks requests for spec.Workload to the server at address.
func (s Spec) load(address string) load.Config {
	return load.Config{
		URL: address + s.computePath(), Rate: s.Rate, Requests: s.Tasks,
		Timeout: requestLimit, Seed: s.Seed, MaxConnections: mostConnections,
	}
}

// askAll has another process send the requests and returns what it found. Each of them has to be
// answered: what fails here is a defect of the measurement.
func askAll(runs []load.Config) ([]load.Result, *sample.Failure) {
	results, failure := sendRequests(runs)
	if failure != nil {
		return nil, failure
	}
	for i, r := range results {
		if failure := allAnswered(runs[i].URL, r); failure != nil {
			return nil, failure
		}
	}
	return results, nil
}

// allAnswered returns a failure unless each request was answered, and there was one.
func allAnswered(url string, r load.Result) *sample.Failure {
	if r.Answered == 0 || r.Answered != r.Sent {
		return &sample.Failure{Kind: sample.WrongResult, Detail: fmt.Sprintf("%s: %d of %d requests were answered: %v", url, r.Answered, r.Sent, r.Failures)}
	}
	return nil
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
