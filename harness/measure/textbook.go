package measure

import (
	"fmt"
	"strconv"
	"sync/atomic"
	"time"

	"poolbench/harness/sample"
)

const (
	// textbookPrefix begins the names of the textbook pool's cases. What follows is the length of
	// both of its buffers.
	textbookPrefix = "textbook-"
	// restingLooks is how many looks in a row, blockPoll apart, must find everything at rest and
	// nothing moved. The runtime counts goroutines while they change places, so that a single look
	// may miss one that is about to run.
	restingLooks = 10
)

// tryTextbook has the textbook pool do spec.Tasks jobs with spec.Workers workers. A pool that waits
// for itself for ever is a failure of kind sample.RuleBroken, and stays behind in this process.
func tryTextbook(length string, spec Spec) Outcome {
	buffer, err := strconv.ParseUint(length, 10, 16)
	switch {
	case err != nil:
		err = fmt.Errorf("unknown case %q: %q is no length of a buffer", textbookPrefix+length, length)
	case spec.Workers < 1:
		err = fmt.Errorf("%d workers: at least 1 has to take jobs", spec.Workers)
	case spec.Tasks < 1:
		err = fmt.Errorf("%d jobs: at least 1 has to be done", spec.Tasks)
	}
	if err != nil {
		return Outcome{Failure: refused(err)}
	}
	return newTextbook(int(buffer), spec.Workers, spec.Tasks).try(blockLimit)
}

// textbook is the pool that tutorials write: two channels, workers that range over the first one
// and send to the second one, and a program that sends all jobs before it receives a result. It
// waits for itself as soon as there are more jobs than places: those of both buffers, and one per worker.
type textbook struct {
	jobs, results chan int
	workers, n    int

	sent    atomic.Int64  // jobs that have left the program
	moved   atomic.Int64  // those, and results that were sent or received
	allSent chan struct{} // closed when all jobs are sent
	ended   chan struct{} // closed when the program has all results
}

func newTextbook(buffer, workers, n int) *textbook {
	return &textbook{
		jobs: make(chan int, buffer), results: make(chan int, buffer), workers: workers, n: n,
		allSent: make(chan struct{}), ended: make(chan struct{}),
	}
}

// run is the program of the tutorials. What it counts on the way changes nothing about it.
func (b *textbook) run() {
	for range b.workers {
		go func() {
			for job := range b.jobs {
				b.results <- job
				b.moved.Add(1)
			}
		}()
	}
	for job := range b.n {
		b.jobs <- job
		b.sent.Add(1)
		b.moved.Add(1)
	}
	close(b.jobs)
	close(b.allSent)
	for range b.n {
		<-b.results
		b.moved.Add(1)
	}
	close(b.ended)
}

// try returns when the program has ended, or when no goroutine can go on any more.
func (b *textbook) try(limit time.Duration) Outcome {
	start := time.Now()
	go b.run()
	look := time.NewTicker(blockPoll)
	defer look.Stop()
	late := time.After(limit)
	for looks, moved := 0, int64(0); looks < restingLooks; {
		select {
		case <-b.ended:
			return Outcome{Measured: &sample.Measurement{Tasks: b.n, WallNS: max(time.Since(start).Nanoseconds(), 1)}}
		case <-late:
			return Outcome{Failure: &sample.Failure{Kind: sample.TimedOut, Detail: fmt.Sprintf("neither ended nor at rest after %v", limit)}}
		case <-look.C:
		}
		if now := b.moved.Load(); !readGoroutines().atRest() || now != moved {
			looks, moved = 0, now
			continue
		}
		looks++
	}
	return Outcome{Failure: &sample.Failure{Kind: sample.RuleBroken, Detail: b.standstill()}}
}

// standstill says what waits for what.
func (b *textbook) standstill() string {
	return fmt.Sprintf("hangs: %d of %d jobs are sent, the program waits to send the next; %d workers wait to send a result, "+
		"for which %d of %d places are taken; nobody receives", b.sent.Load(), b.n, b.workers, len(b.results), cap(b.results))
}
