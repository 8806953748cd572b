package variantstest

import (
	"fmt"
	"runtime"
	"sync/atomic"
	"time"
)

// capacityCases are about how many tasks run and how many wait.
func capacityCases() []Case {
	return []Case{
		{
			Name:   "workers/no-more-than-declared",
			Rule:   "Never do more tasks run at once than there are workers.",
			exempt: []exemption{needsWorkerBound},
			check:  checkNoMoreWorkers,
		},
		{
			Name:   "workers/racing-first-submits",
			Rule:   "Submitters that find an idle pool at the same time do not start a worker too many.",
			exempt: []exemption{needsWorkerBound, needsAsync},
			check:  checkRacingFirstSubmits,
		},
		{
			Name:   "workers/all-at-once",
			Rule:   "As many tasks as there are workers run at once, again and again.",
			exempt: []exemption{needsParallel},
			check:  checkAllWorkers,
		},
		{
			Name:   "workers/no-idle-worker",
			Rule:   "A long task holds back nobody while another worker is idle.",
			exempt: []exemption{needsParallel},
			check:  checkNoIdleWorker,
		},
		{
			Name:   "queue/no-more-than-declared",
			Rule:   "While all workers are blocked, no more tasks are accepted than the queue has places; the next Submit blocks.",
			exempt: []exemption{needsBound},
			check:  func(tr *trial) { checkFull(tr, 2, 3) },
		},
		{
			Name:   "queue/0-places",
			Rule:   "With a queue of 0 places, Submit blocks as soon as all workers are busy.",
			exempt: []exemption{needsConfiguredQueue, needsBound},
			check:  func(tr *trial) { checkFull(tr, 2, 0) },
		},
		{
			Name:   "queue/all-places",
			Rule:   "While all workers are blocked, as many tasks are accepted as the queue has places.",
			exempt: []exemption{needsQueue},
			check:  checkAllPlaces,
		},
	}
}

// checkNoMoreWorkers first keeps all workers busy and looks for one more, then mixes many
// short tasks, where a worker that is counted as free too early shows.
func checkNoMoreWorkers(tr *trial) {
	s := tr.open(3, 4)
	l := s.fill()
	l.started.quiet("more tasks run than there are workers")
	l.started.total(s.workers(), "tasks run at once, the greater number was not expected")
	l.finish()

	var running, most atomic.Int64
	churn := func() {
		now := running.Add(1)
		for old := most.Load(); now > old && !most.CompareAndSwap(old, now); old = most.Load() {
		}
		yield()
		running.Add(-1)
	}
	tr.submitFrom(8, 50, s, churn)
	s.close()
	if most.Load() > int64(s.workers()) {
		tr.failf("%d tasks ran at once on %d workers", most.Load(), s.workers())
	}
}

// checkRacingFirstSubmits opens a pool of one worker many times over, since looking at the
// number of workers and raising it in two steps goes wrong about once in ten thousand
// times: as many pools as there is patience for.
func checkRacingFirstSubmits(tr *trial) {
	for until := time.Now().Add(10 * patience); time.Now().Before(until); {
		if n := raceFirstSubmits(tr); n > 1 {
			tr.failf("%d tasks ran at once in a pool of 1 worker", n)
		}
	}
}

// raceFirstSubmits returns how many of two tasks have run at once. They let others run a
// few times before they end, so that two that overlap can meet.
func raceFirstSubmits(tr *trial) int32 {
	const submitters, looks = 2, 20
	s := tr.open(1, submitters)
	var running, most atomic.Int32
	ended := tr.newMarks()
	task := func() {
		now := running.Add(1)
		for seen := most.Load(); now > seen && !most.CompareAndSwap(seen, now); seen = most.Load() {
			continue // another task has raised it meanwhile: look again
		}
		for range looks {
			runtime.Gosched()
		}
		running.Add(-1)
		ended.hit()
	}
	var ready atomic.Int32
	var calls []*call
	for range submitters {
		calls = append(calls, tr.start("Submit", func() error {
			for ready.Add(1); ready.Load() < submitters; { // a channel would wake one after the other
				runtime.Gosched()
			}
			return s.pool.Submit(tr.ctx, task)
		}))
	}
	for _, c := range calls {
		c.succeed()
	}
	ended.await(submitters, "tasks have ended")
	s.close()
	return most.Load()
}

func checkAllWorkers(tr *trial) {
	s := tr.open(3, 2)
	for range 5 {
		s.occupy(s.cfg.Workers).finish()
	}
	s.close()
}

func checkNoIdleWorker(tr *trial) {
	s := tr.open(2, 4)
	long := s.occupy(1)
	short := tr.newMarks()
	for range 100 {
		s.submit(short.hit)
	}
	short.await(100, "short tasks have ended beside one long task and an idle worker")
	long.finish()
	s.close()
}

func checkFull(tr *trial, workers, queue int) {
	s := tr.open(workers, queue)
	l := s.fill()
	ran := tr.newMarks()
	s.stuck(ran.hit)
	l.finish()
	s.close()
	ran.total(0, "tasks have run that a full pool refused")
}

func checkAllPlaces(tr *trial) {
	s := tr.open(2, 5)
	workers := s.occupy(s.workers())
	queued := tr.newMarks()
	for i := range s.queue() {
		what := fmt.Sprintf("Submit, with %d tasks in a queue of %d places,", i, s.queue())
		tr.start(what, func() error { return s.pool.Submit(tr.ctx, queued.hit) }).succeed()
	}
	queued.total(0, "queued tasks have run although all workers are blocked")
	workers.finish()
	s.close()
	queued.total(s.queue(), "queued tasks have run")
}
