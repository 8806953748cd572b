package service

import (
	"sync/atomic"
	"time"
)

// pace knows how fast the pool has worked lately, to tell those it turns away when to come
// again.
type pace struct {
	mean     atomic.Int64 // ns of compute per task; 0 before the first
	parallel int64
}

const (
	// smoothing is how much of a new value enters the mean: 1/8, as in TCP's estimate of the
	// round-trip time (RFC 6298, section 2), so that it follows a change within some ten tasks.
	smoothing = 8
	// Retry-After counts whole seconds (RFC 9110, section 10.2.3), so 1 is the least that says
	// anything. A minute is the most that an estimate from some ten tasks is good for.
	leastWait, mostWait = 1, 60
)

func newPace(c Config) pace { return pace{parallel: int64(parallelism(c))} }

// observe enters the compute time of a task. Of two at the same moment one may be
// overwritten: an estimate can do without it.
func (p *pace) observe(d time.Duration) {
	mean := p.mean.Load()
	if mean == 0 {
		p.mean.Store(int64(d))
		return
	}
	p.mean.Store(mean + (int64(d)-mean)/smoothing)
}

// retryAfter returns in how many seconds the tasks now in computing will be through: their
// number × the mean time of a task ÷ how many compute at once. A place is free long before
// that; but everybody who is turned away hears the same number, and if all came back for the
// first place, all but one would come in vain.
func (p *pace) retryAfter(ahead int64) int {
	work := time.Duration(ahead * p.mean.Load() / p.parallel)
	return min(max(int((work+time.Second-1)/time.Second), leastWait), mostWait)
}
