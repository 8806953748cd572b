package node

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"poolbench/harness/sample"
)

// Job is what a process is asked for: README.md says what each does.
type Job string

// The jobs.
const (
	Batch        Job = "batch"
	RequestReply Job = "request"
	FindBatch    Job = "find-batch"
	FindRequests Job = "find-request"
	Started      Job = "started"
	Serve        Job = "serve"
	Erratum      Job = "erratum"
)

// Request opens the conversation. What a job does not need is zero.
type Request struct {
	Job     Job    `json:"job"`
	Variant string `json:"variant"`
	// Workload is the name of what each task computes, Answer what has to come out; for Erratum the
	// name of a program.
	Workload string `json:"workload"`
	Answer   uint64 `json:"answer"`
	Workers  int    `json:"workers"`
	// InFlight is how many callers wait for an answer at the same time.
	InFlight int `json:"inflight"`
	Tasks    int `json:"tasks"`
	// WindowNS is what FindBatch and FindRequests fill.
	WindowNS int64 `json:"windowNS"`
}

// Result is what a job has found out. Times are nanoseconds unless named otherwise.
type Result struct {
	Tasks  int   `json:"tasks"`
	WallNS int64 `json:"wallNS"`
	// LatenciesNS are one per task for RequestReply, one per start for Started.
	LatenciesNS []int64 `json:"latenciesNS"`
	// UserUS and SystemUS are microseconds of processor time of all processes of the system, from "go"
	// to the result.
	UserUS   int64 `json:"userUS"`
	SystemUS int64 `json:"systemUS"`
	// PerTaskNS is for FindBatch and FindRequests.
	PerTaskNS float64 `json:"perTaskNS"`
	// Processes are those of the system by now; nil if they are those of the beginning.
	Processes []int `json:"processes"`
	// Kept is for Erratum: whether what a reader of the program expects has held. Happened says what came
	// instead, or what came.
	Kept     *bool  `json:"kept"`
	Happened string `json:"happened"`
}

// message is a line of the program's.
type message struct {
	Ready     bool            `json:"ready"`
	Processes []int           `json:"processes"`
	Address   string          `json:"address"`
	Result    *Result         `json:"result"`
	Failure   *sample.Failure `json:"failure"`
}

// parse refuses a line that is not exactly one of the three messages.
func parse(line []byte) (message, *sample.Failure) {
	var m message
	if err := json.Unmarshal(line, &m); err != nil {
		return m, crashed("answered with what is no message (%v): %s", err, oneLine(string(line)))
	}
	kinds := 0
	for _, is := range []bool{m.Ready, m.Result != nil, m.Failure != nil} {
		if is {
			kinds++
		}
	}
	if kinds != 1 {
		return m, crashed("answered with what is no message: %s", oneLine(string(line)))
	}
	if m.Failure != nil {
		return m, checked(*m.Failure)
	}
	return m, nil
}

// kinds are the failures that a program may report of itself.
var kinds = []sample.FailureKind{sample.Crashed, sample.TimedOut, sample.OutOfMemory, sample.WrongResult, sample.Refused, sample.RuleBroken}

// checked is a failure in one line, of a kind that there is.
func checked(f sample.Failure) *sample.Failure {
	if !slices.Contains(kinds, f.Kind) {
		return crashed("failed in an unknown way, %q: %s", f.Kind, oneLine(f.Detail))
	}
	return &sample.Failure{Kind: f.Kind, Detail: oneLine(f.Detail)}
}

// check returns why a result is not one of the request; nil if it is.
func (r Result) check(q Request) *sample.Failure {
	switch q.Job {
	case FindBatch, FindRequests:
		if r.Tasks < 1 || !(r.PerTaskNS > 0) {
			return crashed("found %d tasks of %v ns: both must be positive", r.Tasks, r.PerTaskNS)
		}
		return nil
	case Erratum:
		if r.Kept == nil {
			return crashed("does not say whether %s was kept", q.Workload)
		}
		return nil
	}
	switch {
	case slices.ContainsFunc(r.Processes, func(pid int) bool { return pid < 1 }):
		return crashed("answered with processes that there cannot be: %v", r.Processes)
	case r.WallNS < 1 || r.UserUS < 0 || r.SystemUS < 0:
		return crashed("answered with impossible times: %d ns, of which %d µs user and %d µs system", r.WallNS, r.UserUS, r.SystemUS)
	case q.Job == Serve:
		return nil
	case r.Tasks != q.Tasks:
		return wrong("%d of %d tasks ran", r.Tasks, q.Tasks)
	case q.Job != Batch && len(r.LatenciesNS) != q.Tasks:
		return wrong("%d of %d tasks have a latency", len(r.LatenciesNS), q.Tasks)
	case slices.ContainsFunc(r.LatenciesNS, func(ns int64) bool { return ns < 0 }):
		return wrong("a task took less than no time")
	}
	return nil
}

func crashed(format string, args ...any) *sample.Failure {
	return &sample.Failure{Kind: sample.Crashed, Detail: fmt.Sprintf(format, args...)}
}

func wrong(format string, args ...any) *sample.Failure {
	return &sample.Failure{Kind: sample.WrongResult, Detail: fmt.Sprintf(format, args...)}
}

// longestLine is how much of a line is shown, in bytes.
const longestLine = 200

// oneLine is the first line of a text, cut off where it is long.
func oneLine(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	if len(line) > longestLine {
		line = strings.ToValidUTF8(line[:longestLine], "") + " …"
	}
	return line
}
