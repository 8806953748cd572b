package load

import (
	"context"
	"time"
)

// client is what every run has: whom it asks, since when, and what became of that.
type client struct {
	config   Config // without zeros
	address  string
	protocol protocol
	start    time.Time // set before the first request
	tally    *tally
}

func newClient(c Config) (client, error) {
	if err := c.Validate(); err != nil {
		return client{}, err
	}
	u, err := Target{c.URL}.parse()
	if err != nil {
		return client{}, err
	}
	s := client{config: c.withDefaults(), address: address(u), protocol: overEcho{}}
	if u.Scheme == schemeHTTP {
		s.protocol, err = newHTTP(u)
	}
	return s, err
}

// greeted is nil if there is no connection.
func (s *client) greeted(ctx context.Context, deadline time.Time) *connection {
	c, err := connect(ctx, s.address, deadline)
	if err != nil {
		return nil
	}
	if c.SetDeadline(deadline) != nil || s.protocol.greet(c) != nil || c.last {
		c.close()
		return nil
	}
	return c
}

// usable is c, or nil if the server has closed it meanwhile.
func usable(c *connection) *connection {
	if c != nil && c.gone() {
		c.close()
		return nil
	}
	return c
}

// ask sends a request over c, or over a new connection if that is nil, and returns the status of the
// answer, or an error. The connection is for keep: whoever closes it takes the time before.
func (s *client) ask(ctx context.Context, c *connection, deadline time.Time) (_ *connection, status int, err error) {
	if c == nil {
		if c, err = connect(ctx, s.address, deadline); err != nil {
			return nil, 0, err
		}
	}
	if err = c.SetDeadline(deadline); err == nil {
		status, err = s.protocol.ask(c)
	}
	return c, status, err
}

// keep is c if the next request may use it, or nil: one on which an answer is missing might still get it.
func keep(c *connection, err error) *connection {
	if c != nil && (err != nil || c.last) {
		c.close()
		return nil
	}
	return c
}
