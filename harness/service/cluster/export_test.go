package cluster

import (
	"io"
	"log/slog"
	"net"
	"time"

	"poolbench/harness/service"
)

// StartImpatient is Start with a millisecond between death and restart, three deaths that are a
// crash loop, and a margin after the drain.
func StartImpatient(l net.Listener, c Config, margin time.Duration) (*Cluster, error) {
	p, t := usualPacing, usualTimeouts
	p.first, p.most, p.limit = time.Millisecond, time.Millisecond, 3
	t.margin = margin
	return start(l, c, p, t)
}

// Account asks the process with this number what became of its requests.
func (c *Cluster) Account(number int) service.Summary {
	l := c.places[number].life()
	l.ask()
	return l.known().Summary
}

// PassOn is passOn.
func PassOn(in io.Reader, log *slog.Logger) string { return passOn(in, log) }
