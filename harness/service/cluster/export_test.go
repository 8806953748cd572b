package cluster

import (
	"io"
	"log/slog"
	"net"
	"time"

	"poolbench/harness/service"
)

// Patience is how long a process may take to start, to give an account, and to end after its drain.
type Patience struct{ Start, Answer, Margin time.Duration }

// StartImpatient is Start with a millisecond between death and restart, and three deaths that are
// a crash loop.
func StartImpatient(l net.Listener, c Config, p Patience) (*Cluster, error) {
	paced := usualPacing
	paced.first, paced.most, paced.limit = time.Millisecond, time.Millisecond, 3
	return start(l, c, paced, timeouts{start: p.Start, answer: p.Answer, margin: p.Margin})
}

// Account asks the process with this number what became of its requests.
func (c *Cluster) Account(number int) service.Summary {
	l := c.places[number].life()
	l.ask()
	return l.known().Summary
}

// PassOn is passOn.
func PassOn(in io.Reader, log *slog.Logger) string { return passOn(in, log) }
