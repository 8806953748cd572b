package service

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"poolbench/harness/threads"
	"poolbench/harness/workload"
	"poolbench/variants"
	"poolbench/variants/catalog"
)

// Config is what a service is opened with. Row and Pool are needed; the zero value of the
// rest means no limits, the usual time-outs, and silence.
type Config struct {
	// Row is the strategy that computes.
	Row catalog.Row
	// Pool is what its pool is opened with: workers and queue.
	Pool variants.Config
	// Admission is how many requests may be in computing at once, waiting or running; the next
	// one is answered 503 with Retry-After. 0: no limit.
	Admission int
	// Deadline is how long an accepted request may wait for its task to begin; then it is
	// answered 503 and the task never runs. 0: no limit.
	Deadline time.Duration
	// Nice gives the workers threads of the lowest priority, so that requests which compute
	// nothing are answered soon while all of them compute. GOMAXPROCS has to be at least one
	// more than there are workers when the service is opened, the strategy needs workers that
	// stay, and the system has to be Linux: see package threads.
	Nice bool
	// Profile serves /debug/pprof.
	Profile bool
	// Log gets warnings on failures, and a line per request at debug level: a line costs more
	// than an empty task, so it is not written unless asked for. Nil: nothing is logged.
	Log *slog.Logger
}

// Validate returns an error that names the field and what it allows, or nil.
func (c Config) Validate() error {
	switch {
	case c.Row.Open == nil:
		return fmt.Errorf("service: Row is empty, but a row of the catalog is needed")
	case c.Admission < 0:
		return fmt.Errorf("service: Admission is %d, but it must be 0, for no limit, or more", c.Admission)
	case c.Deadline < 0:
		return fmt.Errorf("service: Deadline is %v, but it must be 0, for none, or more", c.Deadline)
	}
	if err := c.Pool.Validate(); err != nil || !c.Nice {
		return err
	}
	if procs := runtime.GOMAXPROCS(0); procs <= c.Pool.Workers {
		return fmt.Errorf("service: Nice with %d workers and GOMAXPROCS %d, but GOMAXPROCS must be %d or more, so that one is left to answer",
			c.Pool.Workers, procs, c.Pool.Workers+1)
	}
	if err := threads.Suits(c.Row); err != nil {
		return fmt.Errorf("service: Nice: %w", err)
	}
	return nil
}

// Service computes for requests. [Open] makes one; all methods may be called concurrently.
type Service struct {
	config  Config
	log     *slog.Logger
	pool    variants.Pool
	offers  map[string]*offer // by the name of the workload; not written after Open
	metrics http.Handler
	gather  prometheus.GathererFunc
	profile http.Handler // nil without Profile

	gate    gate
	running atomic.Int64 // tasks that have begun and not ended
	pace    pace
	counts  counts

	concluding sync.RWMutex // read by each request from its fate to its leaving: who writes finds none in between
	cut        bool         // connections have been closed under those who wait

	timeouts timeouts
	idPrefix string
	lastID   atomic.Uint64

	close    sync.Once
	closeErr error
}

// Open opens the pool and returns a service on it, or an error for an invalid c. Somebody
// has to end it, with [Service.Close] or by [Service.Serve].
func Open(c Config) (*Service, error) { return open(c, workload.All()) }

// open is Open for a list of workloads.
func open(c Config, all []workload.Workload) (*Service, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	s := &Service{config: c, log: c.Log, gate: newGate(c.Admission), pace: newPace(c), timeouts: usualTimeouts}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	measured := newMetrics(s)
	s.offers = newOffers(all, measured)
	s.metrics = measured.handler()
	if c.Profile {
		s.profile = newProfiler()
	}
	var random [4]byte // enough to tell the processes of an afternoon apart
	_, _ = rand.Read(random[:])
	s.idPrefix = hex.EncodeToString(random[:]) + "-"
	var err error
	if s.pool, err = c.Row.Open(c.Pool); err != nil {
		return nil, fmt.Errorf("service: cannot open %s: %w", c.Row.Key(), err)
	}
	if c.Nice {
		if err := threads.LockNice(s.pool, c.Row, c.Pool.Workers); err != nil {
			return nil, errors.Join(fmt.Errorf("service: Nice: %w", err), s.pool.Close())
		}
	}
	return s, nil
}

// Close refuses further requests with 503, waits for those in computing, and closes the
// pool, whose error it returns. It blocks for as long as that takes; every call waits. For
// those who use [Service.Handler] only: Serve does it itself.
func (s *Service) Close() error {
	s.close.Do(func() {
		<-s.gate.close()
		s.closeErr = s.pool.Close()
	})
	return s.closeErr
}

// Summary says what became of the requests to compute: each that was understood is counted
// once, when its fate is known. Requests that could not be understood are in Invalid alone.
type Summary struct {
	// Answered were computed while their client was there. They are counted before the answer is
	// written: whether it arrived no server can know.
	Answered int64
	// Rejected were never accepted: admission was full, or the service was closing.
	Rejected int64
	// Abandoned were accepted and never ran: the client left, or the deadline was over.
	Abandoned int64
	// Unclaimed were computed for a client who had left in the meantime.
	Unclaimed int64
	// Failed were accepted, and their task panicked.
	Failed int64
	// Lost were accepted, and the end of the drain came before their result.
	Lost int64
	// Invalid are those whose query was wrong.
	Invalid int64
}

// Accepted returns how many passed admission and have met their fate.
func (s Summary) Accepted() int64 {
	return s.Answered + s.Abandoned + s.Unclaimed + s.Failed + s.Lost
}

// Summary returns the counts so far.
func (s *Service) Summary() Summary {
	c := &s.counts
	return Summary{
		Answered:  c.of[answered].Load(),
		Rejected:  c.of[rejectedFull].Load() + c.of[rejectedClosing].Load(),
		Abandoned: c.of[abandonedByClient].Load() + c.of[abandonedAtDeadline].Load(),
		Unclaimed: c.of[unclaimed].Load(),
		Failed:    c.of[failed].Load(),
		Lost:      c.of[lost].Load(),
		Invalid:   c.of[invalid].Load(),
	}
}

// parallelism is how many tasks of the pool can really compute at once.
func parallelism(c Config) int {
	procs := runtime.GOMAXPROCS(0)
	switch c.Row.Traits.Workers {
	case variants.One:
		return 1
	case variants.Unbounded:
		return procs
	default:
		return min(c.Pool.Workers, procs)
	}
}
