package load

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"poolbench/harness/openloop"
	"poolbench/harness/sample"
)

// Run opens connections, has requests arrive and blocks until each has been answered, was
// rejected or has failed: for the schedule, and the time-out once before and once after it, at
// most. When ctx ends it ends at once, with what there is: requests that are under way have
// failed, and those that had not arrived yet were not sent. That is no error; an error is one
// of c.Validate, and then nothing was sent.
func Run(ctx context.Context, c Config) (Result, error) {
	results, err := runAll(ctx, []Config{c})
	if err != nil {
		return Result{}, err
	}
	return results[0], nil
}

// runAll is Run for several at the same time: all connections are open before any request is sent, those of
// callers first, so that a server which hands connections out in turn gives each of its processes as many callers. They
// begin first, and what arrives by a schedule does so once each of them has been answered; callers
// without a duration ask until all of that has ended.
func runAll(ctx context.Context, configs []Config) ([]Result, error) {
	if err := checkEnds(configs); err != nil {
		return nil, err
	}
	over := make(chan struct{})
	circles, sessions := map[int]*circle{}, map[int]*session{} // by place in configs
	for i, c := range configs {
		var err error
		if c.Callers > 0 {
			circles[i], err = newCircle(c, over)
		} else {
			sessions[i], err = newSession(c)
		}
		if err != nil {
			return nil, err
		}
	}
	for _, c := range circles {
		c.open(ctx)
	}
	var opening, calling, arriving sync.WaitGroup
	for _, s := range sessions {
		opening.Go(func() { s.open(ctx) })
	}
	opening.Wait()
	results := make([]Result, len(configs))
	for i, c := range circles {
		calling.Go(func() { results[i] = c.run(ctx) })
	}
	for _, c := range circles {
		c.busy.Wait()
	}
	for i, s := range sessions {
		arriving.Go(func() { results[i] = s.run(ctx) })
	}
	arriving.Wait()
	close(over)
	calling.Wait()
	return results, nil
}

// checkEnds returns an error if callers have nothing to end with, or nil.
func checkEnds(configs []Config) error {
	byRate := func(c Config) bool { return c.Callers == 0 }
	endless := func(c Config) bool { return c.Callers > 0 && c.Duration == 0 }
	if slices.ContainsFunc(configs, endless) && !slices.ContainsFunc(configs, byRate) {
		return errors.New("callers without a duration ask until requests at a rate beside them have ended, and there are none: a duration is needed")
	}
	return nil
}

// session is an open loop: a generator, and a worker per connection. A worker waits until a request
// has arrived, sends it and reads its answer, so that no request needs a goroutine of its own.
type session struct {
	client
	due []time.Duration

	// arrived has an element, of no size, per request that waits for a worker; taken is how many
	// have been. Requests are all alike and taken in order, so that whoever gets an element has
	// the next one. The capacity is for all of them: the generator never waits.
	arrived chan struct{}
	taken   atomic.Int64
	// idle is how many workers wait, less how many requests do.
	idle    atomic.Int64
	workers int // started by open and by the generator, one after the other
	running sync.WaitGroup
}

func newSession(c Config) (*session, error) {
	who, err := newClient(c)
	if err != nil {
		return nil, err
	}
	due, err := who.config.schedule()
	if err != nil {
		return nil, err
	}
	who.tally = newTally(len(due))
	return &session{client: who, due: due, arrived: make(chan struct{}, len(due))}, nil
}

// open starts the first workers and returns when each has a connection that the server has
// taken up, or has not got one: then it tries again when a request is there.
func (s *session) open(ctx context.Context) {
	deadline := time.Now().Add(s.config.Timeout)
	var opened sync.WaitGroup
	for range s.config.Connections {
		opened.Add(1)
		s.employ(func() {
			c := s.greeted(ctx, deadline)
			opened.Done()
			s.work(ctx, c)
		})
	}
	opened.Wait()
}

func (s *session) employ(worker func()) {
	s.workers++
	s.idle.Add(1)
	s.running.Go(worker)
}

// run is called once all connections are open.
func (s *session) run(ctx context.Context) Result {
	s.start = time.Now()
	stop := s.report()
	sent, lag := s.generate(ctx)
	close(s.arrived)
	s.running.Wait()
	stop()
	gap := time.Duration(float64(time.Second) / s.config.Rate)
	r := s.tally.result(s.due[max(sent, 1)-1] + gap)
	r.Lag, r.Connections, r.Elapsed = lag, s.workers, time.Since(s.start)
	return r
}

// generate hands each request over when it is due, or as soon afterwards as it can. It returns
// how many it has handed over, and how late.
func (s *session) generate(ctx context.Context) (sent int, lag *sample.Latency) {
	alarm, lags := openloop.NewAlarm(), sample.NewDistribution()
	defer alarm.Close()
	for _, due := range s.due {
		if !s.doze(ctx, due) {
			break
		}
		now := alarm.Await(s.start, due)
		s.handOver(ctx)
		lags.Record((now - due).Nanoseconds())
		sent++
	}
	return sent, lags.Summary()
}

// reaction is how long before an arrival the generator waits for nothing else: an alarm cannot
// be called off.
const reaction = 100 * time.Millisecond

// doze returns before due, and tells whether to go on.
func (s *session) doze(ctx context.Context, due time.Duration) bool {
	if early := due - time.Since(s.start) - reaction; early > 0 {
		select {
		case <-ctx.Done():
		case <-time.After(early):
		}
	}
	return ctx.Err() == nil
}

// handOver gives a request to a worker that waits, or to a new one, or to the next that is free.
func (s *session) handOver(ctx context.Context) {
	if s.idle.Add(-1) < 0 && s.workers < s.config.MaxConnections {
		s.employ(func() { s.work(ctx, nil) })
	}
	s.arrived <- struct{}{}
}

// work sends requests over one connection after the other; c, the first one, may be nil.
func (s *session) work(ctx context.Context, c *connection) {
	for range s.arrived {
		i := int(s.taken.Add(1)) - 1
		c = s.send(ctx, c, i)
		s.idle.Add(1)
	}
	if c != nil {
		c.close()
	}
}

// send asks for request i and takes its outcome down. It returns the connection that the next
// request may use, or nil.
func (s *session) send(ctx context.Context, c *connection, i int) *connection {
	deadline := s.start.Add(s.due[i] + s.config.Timeout)
	c = usable(c)
	if why := s.tooLate(ctx, deadline); why != "" {
		s.tally.failed(why)
		return c
	}
	c, status, err := s.ask(ctx, c, deadline)
	now := time.Since(s.start)
	if err != nil {
		s.tally.failed(reason(ctx, err))
	} else {
		s.tally.ended(i, status, s.due[i], now)
	}
	return keep(c, err)
}

// tooLate says why a request that has waited for a worker is not sent any more; "" if it is.
func (s *session) tooLate(ctx context.Context, deadline time.Time) string {
	switch {
	case ctx.Err() != nil:
		return Interrupted
	case !time.Now().Before(deadline):
		return NoConnection
	default:
		return ""
	}
}

// report calls Progress until the function that it returns is called.
func (s *session) report() (stop func()) {
	if s.config.Progress == nil {
		return func() {}
	}
	end, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		ticker := time.NewTicker(500 * time.Millisecond)
		defer ticker.Stop()
		for {
			select {
			case <-end:
				return
			case <-ticker.C:
				s.config.Progress(int(s.taken.Load())+len(s.arrived), len(s.due))
			}
		}
	}()
	return func() { close(end); <-ended }
}
