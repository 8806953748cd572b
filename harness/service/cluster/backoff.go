package cluster

import "time"

// pacing says how the restarts of a process are spaced.
type pacing struct {
	// first is the wait after a first death, and each death in a row multiplies it by factor, up to
	// most.
	first, most time.Duration
	factor      int
	// settled is how long a process has to live to have died by accident: the next death counts
	// as a first one.
	settled time.Duration
	// limit is how many deaths in a row, each sooner than settled, are a crash loop.
	limit int
}

// usualPacing restarts at once as people notice it, and gives up when it has tried for a few
// seconds: 0.1 s + 0.2 + 0.4 + 0.8, and five starts. What makes a process die within ten seconds
// five times does not go away, and a service manager above can tell somebody. Most is for those who
// raise the limit: more than 5 s would be felt long after the cause is gone.
var usualPacing = pacing{first: 100 * time.Millisecond, most: 5 * time.Second, factor: 2, settled: 10 * time.Second, limit: 5}

// backoff counts the deaths of one process. It knows no clock: it is told.
type backoff struct {
	pacing
	deaths int // in a row
	wait   time.Duration
}

// died takes how long the process lived, from its start, or 0 if it never came to accept, and returns how long to wait before it
// is started again; loop reports that it is not to be.
func (b *backoff) died(lived time.Duration) (wait time.Duration, loop bool) {
	if lived >= b.settled || b.deaths == 0 {
		b.deaths, b.wait = 0, b.first
	} else {
		b.wait = min(b.wait*time.Duration(b.factor), b.most)
	}
	if lived < b.settled {
		b.deaths++
	}
	return b.wait, b.deaths >= b.limit
}
