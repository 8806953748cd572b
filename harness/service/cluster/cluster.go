package cluster

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync"

	"poolbench/harness/service"
)

// Cluster is a supervisor with its processes. [Start] makes one, and [Cluster.Run] has to end it;
// the other methods may be called concurrently, also after that.
type Cluster struct {
	listener *socket
	places   []*place
	stop     chan struct{} // closed: everybody drains
	crashed  chan struct{} // has one when a process is not started again
	keepers  sync.WaitGroup
	errs     []error // by place; written by its keeper
}

// Process is one of them, as it is seen now. As JSON it is what GET /processes of poolbench serve lists.
type Process struct {
	// Number is its place, from 0. A process that is started again has the number of the dead one.
	Number int `json:"number"`
	// PID is 0 while there is none.
	PID int `json:"pid"`
	// Restarts is how often it was started again.
	Restarts int `json:"restarts"`
	// Ready says that it accepts connections.
	Ready bool `json:"ready"`
}

// Summary says what became of the requests. Of a process that was killed it knows what there was
// when it was last asked for its metrics.
type Summary struct {
	// Summary is the sum of all processes.
	service.Summary
	// PerProcess is by number, over all lives.
	PerProcess []service.Summary
	// Restarts is how many processes were started again.
	Restarts int
	// PeakRSS is the largest resident set, in bytes, of the last life of each number; nil if it is
	// unknown, as after a kill. What processes share, the program above all, is counted in each.
	PeakRSS []*uint64
}

// Start starts the processes of c and returns when all of them accept connections on l, which has
// to be a *net.TCPListener. It blocks for as long as that takes. l belongs to the cluster from
// here on, and is closed at once: what is kept is a copy, which nothing polls.
//
// An invalid c is an error, and so is a process that ends before it accepts, or a ctx that ends before
// all do, which is wrapped: then all processes are ended, and l is closed. Once Start has returned,
// ctx means nothing to the cluster.
func Start(ctx context.Context, l net.Listener, c Config) (*Cluster, error) {
	return start(ctx, l, c, usualPacing, usualTimeouts)
}

func start(ctx context.Context, l net.Listener, c Config, paced pacing, t timeouts) (*Cluster, error) {
	if err := c.Validate(); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	listener, err := inheritable(l)
	if err != nil {
		return nil, err
	}
	log := c.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	cluster := &Cluster{listener: listener, stop: make(chan struct{}), crashed: make(chan struct{}, c.Processes), errs: make([]error, c.Processes)}
	for i := range c.Processes {
		p := &place{
			number: i, listener: listener, opening: opening{c.Each, c.Drain, level(log)},
			log: log.With("process", i), backoff: backoff{pacing: paced}, timeouts: t, past: sum{},
		}
		p.begin()
		cluster.places = append(cluster.places, p)
	}
	if err := cluster.accepts(ctx); err != nil {
		cluster.giveUp()
		return nil, err
	}
	cluster.keep()
	return cluster, nil
}

// level returns the lowest that log is enabled for.
func level(log *slog.Logger) slog.Level {
	for _, l := range []slog.Level{slog.LevelDebug, slog.LevelInfo, slog.LevelWarn} {
		if log.Enabled(context.Background(), l) {
			return l
		}
	}
	return slog.LevelError
}

// accepts returns nil when all processes accept, or why one does not, or that ctx has ended before.
func (c *Cluster) accepts(ctx context.Context) error {
	for _, p := range c.places {
		l := p.life()
		select {
		case <-ctx.Done():
		case <-l.ready:
		case <-l.ended:
			return fmt.Errorf("cluster: process %d ended before it accepted connections: %w", p.number, l.reason)
		}
		if ctx.Err() != nil { // several may have come
			return fmt.Errorf("cluster: told to end before all processes accepted connections: %w", ctx.Err())
		}
	}
	return nil
}

// giveUp ends all processes when not all of them accept. Those that do may have been found by a client,
// and drain; the others have nothing to answer, and may never come to read that they are to end.
func (c *Cluster) giveUp() {
	close(c.stop)
	for _, p := range c.places {
		if l := p.life(); l.pid() != 0 && !l.accepting() {
			l.kill("was not needed any more")
		}
	}
	c.keep()
	_ = c.drained() // there is an error already, which says why
}

// keep starts who keeps the processes.
func (c *Cluster) keep() {
	for i, p := range c.places {
		c.keepers.Go(func() {
			c.errs[i] = p.keep(c.stop)
			if c.errs[i] != nil {
				c.crashed <- struct{}{}
			}
		})
	}
}

// Run keeps the processes alive until ctx ends; then it drains all of them at the same time, and
// returns when the last one has ended: that takes the drain and 5 s at most. It blocks for all of
// that time, and is called once.
//
// The error wraps ErrCrashLoop if a process died too often to be started again: then the others were
// drained without ctx having ended. It tells as well which processes had to be killed, or died,
// while they drained; what they had in computing is in no summary.
func (c *Cluster) Run(ctx context.Context) (Summary, error) {
	select {
	case <-ctx.Done():
	case <-c.crashed:
	}
	err := c.end()
	return c.summary(), err
}

// Kill ends all processes at once when they are to drain: it blocks until Run has been told to end, or
// a crash loop has ended it. What is under way is lost, and Run returns an error that says so.
func (c *Cluster) Kill() {
	<-c.stop // or it would be a death, and somebody would be started again
	for _, p := range c.places {
		if l := p.life(); l.pid() != 0 {
			l.kill("was given no more time")
		}
	}
}

// end drains all processes and returns when they have ended.
func (c *Cluster) end() error {
	close(c.stop)
	return c.drained()
}

// drained returns when all processes have ended, after stop was closed. The supervisor's copy of the
// socket goes first: as long as there is one, the system queues connections.
func (c *Cluster) drained() error {
	err := c.listener.Close()
	c.keepers.Wait()
	return inOneLine(append(c.errs, err))
}

// summary is complete when all processes have ended.
func (c *Cluster) summary() Summary {
	var s Summary
	for _, p := range c.places {
		p.mu.Lock()
		s.Summary = plus(s.Summary, p.buried)
		s.PerProcess = append(s.PerProcess, p.buried)
		s.PeakRSS = append(s.PeakRSS, p.rss)
		s.Restarts += p.restarts
		p.mu.Unlock()
	}
	return s
}

// Processes returns what there is now, by number.
func (c *Cluster) Processes() []Process {
	var all []Process
	for _, p := range c.places {
		all = append(all, p.process())
	}
	return all
}
