package cluster

import (
	"context"
	"io"
	"log/slog"
	"net"
	"time"

	"poolbench/harness/service"
)

// Patience is how long a process may take to start, to give an account, and to end after its drain.
type Patience struct{ Start, Answer, Margin time.Duration }

// StartImpatient is Start with a millisecond between death and restart, and three deaths that are
// a crash loop, however slow the machine is: within an hour.
func StartImpatient(ctx context.Context, l net.Listener, c Config, p Patience) (*Cluster, error) {
	paced := usualPacing
	paced.first, paced.most, paced.settled, paced.limit = time.Millisecond, time.Millisecond, time.Hour, 3
	return start(ctx, l, c, paced, timeouts{start: p.Start, answer: p.Answer, margin: p.Margin})
}

// Account asks the process with this number what became of its requests.
func (c *Cluster) Account(number int) service.Summary {
	l := c.places[number].life()
	l.ask()
	return l.known().Summary
}

// Computes asks the process with this number whether it computes for a request.
func (c *Cluster) Computes(number int) bool {
	l := c.places[number].life()
	l.ask()
	for _, f := range l.known().families() {
		if f.GetName() == "poolbench_requests_running" {
			return f.Metric[0].Gauge.GetValue() > 0
		}
	}
	return false
}

// HoldTurn lets nobody ask the process with this number until release is called.
func (c *Cluster) HoldTurn(number int) (release func()) {
	l := c.places[number].life()
	l.asking <- struct{}{}
	return func() { <-l.asking }
}

// PassOn is passOn.
func PassOn(in io.Reader, log *slog.Logger) string { return passOn(in, log) }
