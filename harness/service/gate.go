package service

import "sync/atomic"

// gate counts who is in computing, refuses those beyond a limit and, once closed, everybody.
// It is one word, changed by one exchange per request, instead of a channel of places: it is
// in front of every task, and a limit of 0 has to cost as little as any other.
type gate struct {
	state atomic.Int64 // how many are inside, and the bit closed
	limit int64        // 0: none
	empty chan struct{}
}

// closed is a bit above every count that can occur.
const closed = 1 << 62

// entrance is how an attempt to enter ended.
type entrance int

const (
	entered entrance = iota
	full
	shut
)

func newGate(limit int) gate { return gate{limit: int64(limit), empty: make(chan struct{})} }

// enter never blocks. Counting up first and down again if it was too much would be simpler,
// and now and then turn away somebody for whom there is a place.
func (g *gate) enter() entrance {
	for {
		n := g.state.Load()
		switch {
		case n&closed != 0:
			return shut
		case g.limit > 0 && n >= g.limit:
			return full
		case g.state.CompareAndSwap(n, n+1):
			return entered
		}
	}
}

// leave is called once by each who entered.
func (g *gate) leave() {
	if g.state.Add(-1) == closed {
		close(g.empty)
	}
}

// close lets nobody in any more, and returns what is closed once the last one has left. It
// may be called again.
func (g *gate) close() <-chan struct{} {
	if g.state.Or(closed) == 0 {
		close(g.empty)
	}
	return g.empty
}

// inside returns how many are in computing.
func (g *gate) inside() int64 { return g.state.Load() &^ closed }
