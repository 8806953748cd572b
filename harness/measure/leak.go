package measure

import (
	"fmt"
	"runtime"
	"time"

	"poolbench/harness/machine"
	"poolbench/harness/sample"
	"poolbench/harness/service/load"
	"poolbench/harness/workload"
)

// settleLimit is how long goroutines get to end after the last request: those that serve
// connections end within milliseconds, those that are left behind never.
const settleLimit = time.Second

// TakeLeak sends spec.Tasks requests to spec.Server and counts the goroutines that are there
// after its listener and all connections are closed, beyond those that were there before it
// opened. WallNS is what the requests took.
func TakeLeak(spec Spec) Outcome {
	work, err := workload.Find(spec.Workload)
	switch {
	case err != nil:
	case work.Run == nil:
		err = fmt.Errorf("workload %q is not one function", spec.Workload)
	default:
		err = spec.checkRequests()
	}
	if err != nil {
		return Outcome{Failure: refused(err)}
	}
	before := runtime.NumGoroutine()
	address, stop, err := serveFor(spec, work)
	if err != nil {
		return Outcome{Failure: refused(err)}
	}
	start := time.Now()
	run := spec.load(address)
	run.Connections = 1
	_, failure := askAll([]load.Config{run})
	wall := time.Since(start)
	if err := stop(); err != nil && failure == nil {
		failure = refused(err)
	}
	if failure != nil {
		return Outcome{Failure: failure}
	}
	left := int64(settled(before) - before)
	return Outcome{Measured: &sample.Measurement{
		Tasks: spec.Tasks, WallNS: wall.Nanoseconds(), GoroutinesLeft: &left, PeakRSS: machine.PeakRSS(),
	}}
}

// settled returns the number of goroutines once it is no more than before, or after settleLimit.
func settled(before int) int {
	for late := time.Now().Add(settleLimit); runtime.NumGoroutine() > before && time.Now().Before(late); {
		time.Sleep(blockPoll)
	}
	return runtime.NumGoroutine()
}
