package load

import (
	"fmt"
	"math"
	"time"

	"poolbench/harness/openloop"
)

// Arrivals is how requests are spread over time.
type Arrivals string

const (
	// Poisson arrivals are those of many users who know nothing of each other. It is the zero
	// value.
	Poisson Arrivals = ""
	// Constant arrivals have equal gaps.
	Constant Arrivals = "constant"
)

// Bounds of what is generated. They keep a typing error from becoming an attack on the own
// machine, and the generator's memory below 100 MB.
const (
	// MaxRate is more requests per second than a client on one machine can send.
	MaxRate = 1e6
	// MaxDuration is how long requests may arrive.
	MaxDuration = 30 * time.Minute
	// MaxRequests takes 40 MB for the schedule, which is made beforehand.
	MaxRequests = 5_000_000
	// MaxTimeout is how long an answer may be waited for.
	MaxTimeout = 5 * time.Minute
	// MaxConnections is below the 28 000 ports from which Linux connects by default.
	MaxConnections = 20_000
)

// What is meant where nothing is said.
const (
	// DefaultTimeout is how long people stay with a page that does not answer: 10 s is the
	// limit for keeping their attention (J. Nielsen, "Response Times: The 3 Important Limits",
	// https://www.nngroup.com/articles/response-times-3-important-limits/). What comes later
	// has no reader.
	DefaultTimeout = 10 * time.Second
	// DefaultConnections are enough for 3200 requests per second of 5 ms.
	DefaultConnections = 16
	// DefaultMaxConnections are as many as requests that a server in overload may hold at once;
	// what arrives beyond waits here. Many systems allow a process 1024 files.
	DefaultMaxConnections = 1000
)

// Config says what arrives, where and when. URL, Rate, and Duration or Requests are needed for an open
// loop, URL, Callers and Duration for a closed one; the rest has a useful zero value.
type Config struct {
	// URL is that of a Target, http:// or echo://.
	URL string `json:"url"`
	// Rate is how many requests are offered per second, whatever becomes of earlier ones.
	Rate float64 `json:"rate"`
	// Callers makes it a closed loop: so many ask again as soon as they are answered, each on a connection of
	// its own that is open before, until Duration has passed. What is under way then is
	// waited for and counted. Rate, Requests and Connections are 0 there.
	Callers int `json:"callers,omitempty"`
	// Arrivals is Poisson or Constant.
	Arrivals Arrivals `json:"arrivals,omitempty"`
	// Duration is how long requests arrive, in nanoseconds in JSON; 0: until Requests have.
	// With Poisson arrivals it is the mean: Rate × Duration of them arrive, and
	// the time of the last one is left to chance. With Callers, 0 means until the runs
	// at a rate in the same [Request] have ended; [Run] alone has none.
	Duration time.Duration `json:"duration"`
	// Requests is how many arrive at most; 0: as many as Rate × Duration, rounded.
	Requests int `json:"requests,omitempty"`
	// Timeout is how long an answer is waited for, from the intended arrival of its request; 0:
	// DefaultTimeout. A request that has not got a connection by then fails as well.
	Timeout time.Duration `json:"timeout,omitempty"`
	// Connections are opened before the first arrival, and tried: see the package's model. 0:
	// DefaultConnections. More are opened when all are in use, up to MaxConnections, as
	// browsers and http.Transport do; 0: DefaultMaxConnections, or Connections if those are more.
	Connections    int `json:"connections,omitempty"`
	MaxConnections int `json:"max_connections,omitempty"`
	// Seed determines Poisson arrivals.
	Seed uint64 `json:"seed,omitempty"`
	// Progress, if there is one, is called every half second with how many requests have
	// arrived so far and how many will in all, one call at a time, until Run returns. Callers
	// do not know how many there will be, and do not call it.
	Progress func(arrived, total int) `json:"-"`
}

// Validate returns an error that says what is wrong and what is allowed.
func (c Config) Validate() error {
	d := c.withDefaults()
	if err := (Target{c.URL}).Validate(); err != nil {
		return err
	}
	if c.Callers != 0 {
		return c.validateCallers()
	}
	switch {
	case c.Arrivals != Poisson && c.Arrivals != Constant:
		return fmt.Errorf("arrivals %q: allowed are %q, for a Poisson process, and %q", c.Arrivals, Poisson, Constant)
	case !(c.Rate > 0 && c.Rate <= MaxRate): // so written for NaN
		return fmt.Errorf("%v requests per second: allowed is more than 0, up to %.0f", c.Rate, MaxRate)
	case c.Duration < 0 || c.Duration > MaxDuration:
		return fmt.Errorf("duration %v: allowed is up to %v", c.Duration, MaxDuration)
	case c.Requests < 0 || c.Requests > MaxRequests:
		return fmt.Errorf("%d requests: allowed are 1 to %d, or 0 for rate × duration", c.Requests, MaxRequests)
	case c.Duration == 0 && c.Requests == 0:
		return fmt.Errorf("neither a duration nor a number of requests: one of them is needed")
	case c.count() > MaxRequests:
		return fmt.Errorf("%v requests per second for %v are %.0f requests: allowed are up to %d", c.Rate, c.Duration, c.count(), MaxRequests)
	case c.count() > c.Rate*MaxDuration.Seconds()+0.5: // by which a number that is not said is rounded
		return fmt.Errorf("%.0f requests at %v per second: allowed is what arrives within %v", c.count(), c.Rate, MaxDuration)
	case d.Timeout < 0 || d.Timeout > MaxTimeout:
		return fmt.Errorf("time-out %v: allowed is up to %v", c.Timeout, MaxTimeout)
	case d.Connections < 1 || d.MaxConnections > MaxConnections || d.MaxConnections < d.Connections:
		return fmt.Errorf("%d connections, at most %d: allowed are 1 to %d, and no more before the first arrival than in all",
			d.Connections, d.MaxConnections, MaxConnections)
	}
	return nil
}

// validateCallers is Validate for a closed loop.
func (c Config) validateCallers() error {
	switch {
	case c.Callers < 0 || c.Callers > MaxConnections:
		return fmt.Errorf("%d callers: allowed are 1 to %d, or 0 for requests at a rate", c.Callers, MaxConnections)
	case c.Rate != 0 || c.Requests != 0 || c.Arrivals != Poisson || c.Connections != 0 || c.MaxConnections != 0:
		return fmt.Errorf("%d callers, who ask as soon as they are answered, on a connection each: allowed is a duration beside them, and no rate, arrivals, number of requests or connections", c.Callers)
	case c.Duration < 0 || c.Duration > MaxDuration:
		return fmt.Errorf("duration %v: allowed is up to %v", c.Duration, MaxDuration)
	case c.Timeout < 0 || c.Timeout > MaxTimeout:
		return fmt.Errorf("time-out %v: allowed is up to %v", c.Timeout, MaxTimeout)
	}
	return nil
}

// withDefaults replaces zeros by what they mean.
func (c Config) withDefaults() Config {
	if c.Timeout == 0 {
		c.Timeout = DefaultTimeout
	}
	if c.Connections == 0 {
		c.Connections = DefaultConnections
		if c.MaxConnections > 0 {
			c.Connections = min(c.Connections, c.MaxConnections)
		}
	}
	if c.MaxConnections == 0 {
		c.MaxConnections = max(DefaultMaxConnections, c.Connections)
	}
	return c
}

// count is how many requests arrive, at least 1.
func (c Config) count() float64 {
	if c.Duration == 0 {
		return float64(c.Requests)
	}
	n := max(math.Round(c.Rate*c.Duration.Seconds()), 1)
	if c.Requests > 0 {
		n = min(n, float64(c.Requests))
	}
	return n
}

// schedule returns when requests arrive.
func (c Config) schedule() ([]time.Duration, error) {
	if c.Arrivals == Constant {
		return openloop.Constant(int(c.count()), c.Rate)
	}
	return openloop.Poisson(int(c.count()), c.Rate, c.Seed)
}
