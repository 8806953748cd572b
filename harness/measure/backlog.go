package measure

import (
	"context"
	"fmt"
	"runtime"
	"runtime/metrics"
	"sync/atomic"
	"time"

	"poolbench/harness/machine"
	"poolbench/harness/sample"
	"poolbench/variants"
	"poolbench/variants/catalog"
)

// TakeBacklog measures the memory that spec.Tasks waiting tasks occupy while all workers
// are held. The pool's queue is configured to hold them all; where the strategy has none,
// each task that does not fit has a goroutine of its own that waits in Submit.
//
// Memory is live heap plus stacks after a collection, against a reading from before the
// pool was opened: a queue that is allocated up front is part of the price.
//
// Submit is how long handing over a task took, the first ones that keep the workers busy
// included; nil where callers wait, since that is what they do there until the release. It
// goes into a histogram at once: 8 bytes for each of 10 million tasks would be more than
// some queues need for them. DrainNS is from before the release to the end of the last task,
// with the time in which closing a channel makes all that wait at it ready to run. WallNS
// covers everything, two readings of the clock per submission and the collections too, and
// is no measure of speed.
func TakeBacklog(spec Spec) Outcome {
	row, err := catalog.Find(spec.Variant, catalog.Face(spec.Face))
	if err != nil {
		return Outcome{Failure: refused(err)}
	}
	held := &heldTasks{gate: make(chan struct{}), tally: newTally(spec.Workers + spec.Tasks), submits: sample.NewDistribution()}
	empty := liveMemory()
	pool, err := row.Open(variants.Config{Workers: spec.Workers, Queue: spec.Tasks})
	if err != nil {
		return Outcome{Failure: refused(err)}
	}
	held.pool = pool
	start := time.Now()
	held.submitAll(spec.Workers+spec.Tasks, row.Traits.Queue == variants.None)
	bytes := liveMemory() - empty
	goroutines := runtime.NumGoroutine()
	released := time.Now()
	close(held.gate)
	if err := held.refusal.Load(); err != nil {
		return Outcome{Failure: refused(fmt.Errorf("submit: %w", *err))}
	}
	<-held.tally.done
	m := &sample.Measurement{
		Tasks: spec.Tasks, WallNS: held.tally.end.Sub(start).Nanoseconds(), WaitingBytes: &bytes,
		DrainNS: max(held.tally.end.Sub(released).Nanoseconds(), 1), Submit: held.submits.Summary(),
		PeakGoroutines: goroutines, PeakRSS: machine.PeakRSS(),
	}
	if err := pool.Close(); err != nil {
		return Outcome{Failure: refused(fmt.Errorf("close: %w", err))}
	}
	if left := held.tally.left.Load(); left != 0 {
		n := int64(spec.Workers + spec.Tasks)
		return Outcome{Failure: &sample.Failure{Kind: sample.WrongResult, Detail: fmt.Sprintf("%d of %d tasks ran", n-left, n)}}
	}
	return Outcome{Measured: m}
}

// heldTasks are tasks that all wait for one gate.
type heldTasks struct {
	pool    variants.Pool
	gate    chan struct{}
	tally   *tally
	refusal atomic.Pointer[error]
	submits *sample.Distribution // of the calls that one goroutine makes, one after the other
}

// submitAll returns when n tasks wait: in the pool, or in front of it if callersWait.
func (h *heldTasks) submitAll(n int, callersWait bool) {
	task := func() {
		<-h.gate
		h.tally.finish()
	}
	submit := func() {
		if err := h.pool.Submit(context.Background(), task); err != nil {
			h.refusal.CompareAndSwap(nil, &err)
		}
	}
	for range n {
		if callersWait {
			go submit()
			continue
		}
		called := time.Now()
		submit()
		h.submits.Record(time.Since(called).Nanoseconds())
	}
	settle()
}

// settle returns when no goroutine but this one wants to run: everything that was started
// has come to wait.
func settle() {
	for !readGoroutines().atRest() {
		runtime.Gosched()
	}
}

// liveMemory is what is reachable on the heap plus all stacks, in bytes. Two collections:
// the second one frees what the first one's finalisers and pools let go of.
func liveMemory() int64 {
	runtime.GC()
	runtime.GC()
	read := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}, {Name: "/memory/classes/heap/stacks:bytes"}}
	metrics.Read(read)
	return int64(read[0].Value.Uint64() + read[1].Value.Uint64())
}
