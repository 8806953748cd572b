package load

import (
	"context"
	"sync"
	"time"
)

// circle is a closed loop: so many callers, each with a connection, of whom each asks again as
// soon as it is answered.
type circle struct {
	client
	connections []*connection
	over        <-chan struct{} // closed when what callers without a duration wait for has ended
	busy        sync.WaitGroup  // until each caller has been answered once, or asks no more
}

func newCircle(c Config, over <-chan struct{}) (*circle, error) {
	who, err := newClient(c)
	if err != nil {
		return nil, err
	}
	who.tally = newTally(0)
	l := &circle{client: who, connections: make([]*connection, c.Callers), over: over}
	l.busy.Add(c.Callers)
	return l, nil
}

// open returns when each caller has a connection that the server has taken up, or has not got one: then
// it tries again with its first request.
func (l *circle) open(ctx context.Context) {
	deadline := time.Now().Add(l.config.Timeout)
	var opening sync.WaitGroup
	for i := range l.connections {
		opening.Go(func() { l.connections[i] = l.greeted(ctx, deadline) })
	}
	opening.Wait()
}

func (l *circle) run(ctx context.Context) Result {
	l.start = time.Now()
	var calling sync.WaitGroup
	for _, c := range l.connections {
		calling.Go(func() { l.call(ctx, c) })
	}
	calling.Wait()
	elapsed := time.Since(l.start)
	r := l.tally.result(elapsed)
	r.Closed, r.Offered, r.Saturated = true, 0, false
	r.Connections, r.Elapsed = len(l.connections), elapsed
	return r
}

// call is one caller. Whoever gets no answer asks no more: nothing would slow him down any longer.
func (l *circle) call(ctx context.Context, c *connection) {
	answered := sync.OnceFunc(l.busy.Done)
	defer answered()
	for l.lasts(ctx) {
		var err error
		if c, err = l.send(ctx, usable(c)); err != nil {
			break
		}
		answered()
	}
	if c != nil {
		c.close()
	}
}

// send asks once and takes the outcome down; an error is that there was no answer.
func (l *circle) send(ctx context.Context, c *connection) (*connection, error) {
	sent := time.Since(l.start)
	c, status, err := l.ask(ctx, c, l.start.Add(sent+l.config.Timeout))
	now := time.Since(l.start)
	if err != nil {
		l.tally.failed(reason(ctx, err))
	} else {
		l.tally.ended(0, status, sent, now)
	}
	return keep(c, err), err
}

// lasts tells whether another request is to be sent.
func (l *circle) lasts(ctx context.Context) bool {
	switch {
	case ctx.Err() != nil:
		return false
	case l.config.Duration > 0:
		return time.Since(l.start) < l.config.Duration
	}
	select {
	case <-l.over:
		return false
	default:
		return true
	}
}
