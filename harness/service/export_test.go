package service

import (
	"time"

	"poolbench/harness/workload"
)

// OpenWith is Open for a list of workloads of the test's own.
func OpenWith(c Config, all []workload.Workload) (*Service, error) { return open(c, all) }

// SetTimeouts changes the time-outs of Serve. It is called before Serve is.
func SetTimeouts(s *Service, header, write, lastWords time.Duration) {
	s.timeouts = timeouts{header, write, lastWords}
}

// Parse is the parser of queries.
func Parse(s *Service, query string) (name string, n uint64, p *Problem) {
	o, refused := s.parse(query)
	if refused != nil {
		return "", 0, &refused.Problem
	}
	return o.offer.name, o.n, nil
}

// Limit returns the largest n for a workload, and whether it is offered.
func Limit(s *Service, name string) (n uint64, offered bool) {
	o := s.offers[name]
	if o == nil {
		return 0, false
	}
	return o.max, true
}

// RetryAfter returns what a pool whose tasks took so long, so many at once, would announce
// with so many ahead.
func RetryAfter(ahead int64, parallel int64, tasks ...time.Duration) int {
	p := pace{parallel: parallel}
	for _, d := range tasks {
		p.observe(d)
	}
	return p.retryAfter(ahead)
}
