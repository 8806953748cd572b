package cluster

import (
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"poolbench/harness/service"
)

// ErrCrashLoop is wrapped by the error of [Cluster.Run] when a process died again and again.
var ErrCrashLoop = errors.New("cluster: crash loop")

// place is one number of the cluster, with the process that holds it now.
type place struct {
	number   int
	listener *socket
	opening  opening
	log      *slog.Logger
	backoff  backoff
	timeouts timeouts

	mu       sync.Mutex
	now      *life
	restarts int
	buried   service.Summary // of the lives that have ended
	past     sum             // their counters
	rss      *uint64         // of the last one
}

// begin starts a life in this place: the first one, or a restart.
func (p *place) begin() {
	l := begin(p.listener, p.opening, p.timeouts, p.log)
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.now != nil {
		p.restarts++
	}
	p.now = l
	p.log.Debug("started", "pid", l.pid())
}

// keep replaces the process whenever it dies, until stop is closed; then it drains it. The error
// is a crash loop, or a process that did not end as it should.
func (p *place) keep(stop <-chan struct{}) error {
	for {
		l := p.life()
		select {
		case <-stop:
			return p.drain(l)
		case <-l.ended:
		}
		if closed(stop) { // it ended with everybody, whichever of the two was seen first
			return p.drain(l)
		}
		p.bury(l)
		wait, loop := p.backoff.died(l.lived)
		if loop {
			return fmt.Errorf("%w: process %d died %d times in a row, each sooner than %v after its start; the last time: %w",
				ErrCrashLoop, p.number, p.backoff.deaths, p.backoff.settled, l.reason)
		}
		p.log.Warn("died, and is started again", "lived", l.lived, "reason", l.reason, "wait", wait)
		if !pause(wait, stop) {
			return nil
		}
		p.begin()
	}
}

// pause waits, and reports whether it was not stopped.
func pause(wait time.Duration, stop <-chan struct{}) bool {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-stop:
	case <-timer.C:
	}
	return !closed(stop) // both may have come
}

func closed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

func (p *place) drain(l *life) error {
	err := l.drain(p.opening.Drain)
	p.bury(l)
	if err != nil {
		return fmt.Errorf("cluster: process %d did not end as it should: %w", p.number, err)
	}
	return nil
}

// bury keeps what is known about a life that has ended.
func (p *place) bury(l *life) {
	a := l.known()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.buried = plus(p.buried, a.Summary)
	p.past.add(a.families(), cumulative)
	p.rss = nil
	if a.Last {
		p.rss = a.PeakRSS
	}
	l.forget()
}

func (p *place) life() *life {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.now
}

// process is what is to be seen of it.
func (p *place) process() Process {
	p.mu.Lock()
	defer p.mu.Unlock()
	return Process{Number: p.number, PID: p.now.pid(), Restarts: p.restarts, Ready: p.now.accepting()}
}

// enter adds the counters of all lives of this place to s, and the gauges of the one that lives.
func (p *place) enter(s sum) {
	p.life().ask()
	p.mu.Lock()
	defer p.mu.Unlock()
	s.add(p.past.families(), cumulative)
	s.add(p.now.known().families(), summable)
}

// plus adds up what became of requests.
func plus(a, b service.Summary) service.Summary {
	return service.Summary{
		Answered: a.Answered + b.Answered, Rejected: a.Rejected + b.Rejected, Abandoned: a.Abandoned + b.Abandoned,
		Unclaimed: a.Unclaimed + b.Unclaimed, Failed: a.Failed + b.Failed, Lost: a.Lost + b.Lost, Invalid: a.Invalid + b.Invalid,
	}
}
