package measure

import (
	"context"
	"fmt"
	"runtime"
	"time"

	"poolbench/harness/openloop"
)

// TakeArrivals measures one sample of an open loop: spec.Tasks tasks arrive at spec.Rate
// per second by a schedule that spec.Seed determines, whatever the pool does. One
// goroutine, the generator, hands each of them over when its time has come and waits for
// no result.
//
// Latency is from the intended arrival to the end of the task. Were it counted from the
// call of Submit, a generator that a full pool holds up for 10 ms would not see the 10 ms
// that everybody has waited who came meanwhile: coordinated omission (G. Tene, "How NOT to
// Measure Latency"). Lag is the part of it before Submit is called; it also contains how
// late the generator is by itself, since it needs a processor that the workers are using.
// Submit is how long the call took. A pool that runs the task within Submit, as inline
// does, or that has no room left, holds the generator up: the tasks behind it lag.
//
// WallNS is from the first intended arrival to the end of the last task.
func TakeArrivals(spec Spec) Outcome {
	if spec.Submitters != 1 {
		return Outcome{Failure: refused(fmt.Errorf("%d submitters: arrivals have one generator", spec.Submitters))}
	}
	due, err := openloop.Poisson(spec.Tasks, spec.Rate, spec.Seed)
	if err != nil {
		return Outcome{Failure: refused(err)}
	}
	b, failure := spec.loop()
	if failure != nil {
		return Outcome{Failure: failure}
	}
	loop := newOpenLoop(b, due)
	defer loop.alarm.Close()
	return b.take(b.part(), loop)
}

// openLoop has tasks arrive by a schedule.
type openLoop struct {
	batch
	due   []time.Duration
	tally *tally
	alarm *openloop.Alarm
	start time.Time // set before the first task is handed over
	// arrivals are the tasks, one function value each.
	arrivals []func()
	// Per task. Several workers write to one cache line of latencies, each task once and
	// at its very end: that costs far less than what an arriving task is worth measuring for.
	latencies, submits, lags []int64
}

// newOpenLoop makes all tasks beforehand, a function value each, because a task has to know
// when it was due: what is allocated in the window is the pool's.
func newOpenLoop(b batch, due []time.Duration) *openLoop {
	n := len(due)
	o := &openLoop{
		batch: b, due: due, tally: newTally(n), alarm: openloop.NewAlarm(), arrivals: make([]func(), n),
		latencies: newDurations(n), submits: newDurations(n), lags: newDurations(n),
	}
	for i := range o.arrivals {
		o.arrivals[i] = func() {
			if o.work.Run != nil {
				o.tally.answers.Add(o.work.Run())
			}
			o.latencies[i] = int64(time.Since(o.start) - o.due[i])
			o.tally.finish()
		}
	}
	return o
}

func (o *openLoop) run(watch *scheduler) result {
	r := result{
		tally: o.tally, schedule: o.due[len(o.due)-1],
		latencies: o.latencies, submits: o.submits, lags: o.lags,
	}
	o.start = watch.begin()
	r.saw(o.generate())
	watch.handedOver()
	if r.err == nil {
		<-o.tally.done
		r.wall = o.tally.end.Sub(o.start)
	}
	watch.end()
	return r
}

// generate hands over each task when it is due, or as soon afterwards as it can, and
// returns the largest number of goroutines it saw.
func (o *openLoop) generate() (peak int, _ error) {
	ctx := context.Background()
	for i, task := range o.arrivals {
		called := o.alarm.Await(o.start, o.due[i])
		if err := o.pool.Submit(ctx, task); err != nil {
			return peak, fmt.Errorf("submit: %w", err)
		}
		o.submits[i] = int64(time.Since(o.start) - called)
		o.lags[i] = int64(called - o.due[i])
		if i%lookEvery == 0 {
			peak = max(peak, runtime.NumGoroutine())
		}
	}
	return max(peak, runtime.NumGoroutine()), nil
}
