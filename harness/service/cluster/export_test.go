package cluster

import (
	"net"
	"time"

	"poolbench/harness/service"
)

// StartPaced is Start with other limits on restarts.
func StartPaced(l net.Listener, c Config, first time.Duration, limit int) (*Cluster, error) {
	p := usualPacing
	p.first, p.most, p.limit = first, first, limit
	return start(l, c, p)
}

// Account asks the process with this number what became of its requests.
func (c *Cluster) Account(number int) service.Summary {
	l := c.places[number].life()
	l.ask()
	return l.known().Summary
}
