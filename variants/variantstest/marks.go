package variantstest

import (
	"sync/atomic"
	"time"
)

// marks counts what tasks have done and lets a check wait for it.
type marks struct {
	tr      *trial
	count   atomic.Int64
	changed chan struct{} // one token if count has changed since the last look
}

func (tr *trial) newMarks() *marks { return &marks{tr: tr, changed: make(chan struct{}, 1)} }

// hit adds a mark. Tasks call it, and it never blocks.
func (m *marks) hit() {
	m.count.Add(1)
	select {
	case m.changed <- struct{}{}:
	default:
	}
}

// await returns when there are n marks. what completes "3 of 5 …" in the failure.
func (m *marks) await(n int, what string) {
	for got := m.count.Load(); got < int64(n); got = m.count.Load() {
		select {
		case <-m.changed:
		case <-m.tr.ctx.Done(): // got is from before: now all gates are open, and tasks go on
			m.tr.timeoutf("%d of %d %s", got, n, what)
		}
	}
}

// total fails the check unless there are exactly n marks now.
func (m *marks) total(n int, what string) {
	if got := m.count.Load(); got != int64(n) {
		m.tr.failf("%d of %d %s", got, n, what)
	}
}

// quiet watches for a while that no mark is added. what completes "1 …" in the failure.
func (m *marks) quiet(what string) {
	select {
	case <-m.changed: // left over from what was there before
	default:
	}
	before := m.count.Load()
	select {
	case <-m.changed:
	case <-time.After(patience):
	}
	if now := m.count.Load(); now != before {
		m.tr.failf("%d %s", now-before, what)
	}
}
