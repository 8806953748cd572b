package load_test

import (
	"context"
	"encoding/json"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/service/load"
)

func TestWhatCannotBeIsRefused(t *testing.T) {
	cases := map[string]struct {
		change func(*load.Config)
		want   string
	}{
		"no URL":             {func(c *load.Config) { c.URL = "" }, "allowed is http://HOST[:PORT]/PATH or echo://HOST:PORT"},
		"no host":            {func(c *load.Config) { c.URL = "http:///compute" }, "names no host"},
		"no scheme":          {func(c *load.Config) { c.URL = "localhost:8080" }, `scheme "localhost"`},
		"TLS":                {func(c *load.Config) { c.URL = "https://localhost" }, `scheme "https"`},
		"no URL at all":      {func(c *load.Config) { c.URL = "http://a b" }, "is no URL"},
		"a user":             {func(c *load.Config) { c.URL = "http://me@localhost/" }, "neither a user nor a fragment"},
		"echo without port":  {func(c *load.Config) { c.URL = "echo://localhost" }, "has a port and no path"},
		"echo with a path":   {func(c *load.Config) { c.URL = "echo://localhost:9000/x" }, "has a port and no path"},
		"arrivals":           {func(c *load.Config) { c.Arrivals = "bursts" }, `arrivals "bursts": allowed are`},
		"no rate":            {func(c *load.Config) { c.Rate = 0 }, "0 requests per second: allowed is more than 0, up to 1000000"},
		"negative rate":      {func(c *load.Config) { c.Rate = -1 }, "-1 requests per second"},
		"no number":          {func(c *load.Config) { c.Rate = math.NaN() }, "NaN requests per second"},
		"infinite rate":      {func(c *load.Config) { c.Rate = math.Inf(1) }, "+Inf requests per second"},
		"neither":            {func(c *load.Config) { c.Duration = 0 }, "neither a duration nor a number of requests"},
		"negative duration":  {func(c *load.Config) { c.Duration = -1 }, "duration -1ns: allowed is up to 30m0s"},
		"a day":              {func(c *load.Config) { c.Duration = 24 * time.Hour }, "duration 24h0m0s: allowed is up to 30m0s"},
		"negative requests":  {func(c *load.Config) { c.Requests = -1 }, "-1 requests: allowed are 1 to 5000000, or 0"},
		"too many requests":  {func(c *load.Config) { c.Requests = 5_000_001 }, "5000001 requests: allowed are 1 to 5000000"},
		"too many in all":    {func(c *load.Config) { c.Rate, c.Duration = 1e6, time.Minute }, "are 60000000 requests: allowed are up to 5000000"},
		"too slow":           {func(c *load.Config) { c.Rate, c.Duration, c.Requests = 0.1, 0, 1000 }, "1000 requests at 0.1 per second: allowed is what arrives within 30m0s"},
		"negative time-out":  {func(c *load.Config) { c.Timeout = -1 }, "time-out -1ns: allowed is up to 5m0s"},
		"a long time-out":    {func(c *load.Config) { c.Timeout = time.Hour }, "time-out 1h0m0s: allowed is up to 5m0s"},
		"negative":           {func(c *load.Config) { c.Connections = -1 }, "-1 connections"},
		"negative in all":    {func(c *load.Config) { c.MaxConnections = -1 }, "at most -1"},
		"more than in all":   {func(c *load.Config) { c.Connections, c.MaxConnections = 9, 8 }, "9 connections, at most 8: allowed are 1 to 20000"},
		"negative callers":   {func(c *load.Config) { c.Callers = -1 }, "-1 callers: allowed are 1 to 20000, or 0 for requests at a rate"},
		"too many callers":   {func(c *load.Config) { c.Callers = 20_001 }, "20001 callers: allowed are 1 to 20000"},
		"callers at a rate":  {func(c *load.Config) { c.Callers = 1 }, "1 callers, who ask as soon as they are answered, on a connection each: allowed is a duration"},
		"callers, counted":   {func(c *load.Config) { c.Callers, c.Rate, c.Requests = 1, 0, 5 }, "and no rate, arrivals, number of requests or connections"},
		"callers, a day":     {func(c *load.Config) { c.Callers, c.Rate, c.Duration = 1, 0, 24*time.Hour }, "duration 24h0m0s: allowed is up to 30m0s"},
		"callers, endless":   {func(c *load.Config) { c.Callers, c.Rate, c.Duration = 1, 0, 0 }, "callers without a duration ask until requests at a rate beside them have ended, and there are none"},
		"callers, time-out":  {func(c *load.Config) { c.Callers, c.Rate, c.Timeout = 1, 0, time.Hour }, "time-out 1h0m0s"},
		"too many of either": {func(c *load.Config) { c.Connections = 20_001 }, "20001 connections, at most 20001"},
	}
	for name, c := range cases {
		config := load.Config{URL: "http://127.0.0.1:1/", Rate: 1000, Duration: time.Second}
		require.NoError(t, config.Validate())
		c.change(&config)
		if config.Callers == 0 || config.Duration != 0 { // callers may end with another run
			assert.ErrorContains(t, config.Validate(), c.want, name)
		}
		r, err := load.Run(t.Context(), config)
		assert.ErrorContains(t, err, c.want, name)
		assert.Zero(t, r, name)
	}
}

func TestTheLongestAllowedIsAllowed(t *testing.T) {
	for name, c := range map[string]load.Config{
		"half an hour":      {Rate: 1000, Duration: load.MaxDuration},
		"rounded up":        {Rate: 1.0004, Duration: load.MaxDuration},
		"many requests":     {Rate: 1e6, Requests: load.MaxRequests},
		"requests and time": {Rate: 1e6, Duration: load.MaxDuration, Requests: 10},
		"a slow one":        {Rate: 1e-3, Requests: 2},
		"many connections":  {Rate: 1, Requests: 1, MaxConnections: load.MaxConnections},
		"many callers":      {Callers: load.MaxConnections, Duration: load.MaxDuration},
		"few connections":   {Rate: 1, Requests: 1, MaxConnections: 1},
	} {
		c.URL = "echo://[::1]:1"
		assert.NoError(t, c.Validate(), name)
		ended, end := context.WithCancel(t.Context())
		end()
		_, err := load.Run(ended, c)
		assert.NoError(t, err, "%s: what is allowed can be done", name)
	}
}

// As many requests arrive as rate × duration, or as was said if that is less, but at least one.
func TestHowManyArrive(t *testing.T) {
	url := echo(t, same)
	for _, c := range []struct {
		rate     float64
		duration time.Duration
		requests int
		want     int64
	}{
		{1000, 20 * time.Millisecond, 0, 20},
		{1000, 20 * time.Millisecond, 5, 5},
		{1000, 20 * time.Millisecond, 50, 20},
		{1000, 0, 5, 5},
		{1000, 1400 * time.Microsecond, 0, 1},
		{1000, 1600 * time.Microsecond, 0, 2},
		{1, time.Millisecond, 0, 1},
	} {
		assert.Equal(t, c.want, run(t, load.Config{URL: url, Rate: c.rate, Duration: c.duration, Requests: c.requests}).Answered, "%+v", c)
	}
}

func TestLoopback(t *testing.T) {
	for url, want := range map[string]bool{
		"http://127.0.0.1:8080/compute": true, "http://127.1.2.3/": true, "http://[::1]:80/": true, "http://localhost:8080": true,
		"echo://localhost:9000": true, "http://192.168.0.1/": false, "http://example.org/": false, "http://localhost.example.org/": false,
		"http://0.0.0.0:8080/": false, "nonsense": false,
	} {
		assert.Equal(t, want, load.Target{URL: url}.Loopback(), url)
	}
}

// Configurations and results travel between processes.
func TestConfigIsTheSameAfterJSON(t *testing.T) {
	want := load.Config{
		URL: "http://localhost/", Rate: 1.5, Arrivals: load.Constant, Duration: time.Second, Requests: 3,
		Timeout: time.Minute, Connections: 2, MaxConnections: 4, Seed: 5, Callers: 6,
	}
	text, err := json.Marshal(want)
	require.NoError(t, err)
	var got load.Config
	require.NoError(t, json.Unmarshal(text, &got))
	assert.Equal(t, want, got)
}
