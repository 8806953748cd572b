package measure

import (
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/sample"
)

func servedSpec() Spec {
	spec := validSpec()
	spec.Job, spec.Variant, spec.Workload, spec.Tasks, spec.Rate, spec.Seed = ServeRequests, "channel", "spin-15us", 60, 1000, 1
	spec.Workers, spec.Queue = 2, 4
	return spec
}

func TestTheServiceIsMeasuredFromOutside(t *testing.T) {
	for _, variant := range []string{"channel", "spawn", "inline"} {
		spec := servedSpec()
		spec.Variant = variant
		outcome := serve(t, spec)
		require.Nil(t, outcome.Failure, variant)
		m := outcome.Measured
		assert.Equal(t, 60, m.Tasks)
		assert.EqualValues(t, 60, m.Served.Answered)
		assert.Zero(t, m.Served.Rejected+m.Served.Failed)
		require.NotNil(t, m.Latency)
		assert.EqualValues(t, 60, m.Latency.Count)
		require.NotNil(t, m.Served.Early)
		require.NotNil(t, m.Served.Late)
		assert.NotNil(t, m.Lag)
		assert.Positive(t, m.ScheduleNS)
		assert.GreaterOrEqual(t, m.WallNS, m.Latency.MaxNS)
		assert.Positive(t, m.HelpersNS, "the one who asks")
	}
}

// Far more comes than one request at a time can be answered: the rest is rejected, and nothing is
// lost between the two who count.
func TestAdmissionIsInTheMeasurement(t *testing.T) {
	spec := servedSpec()
	spec.Workload, spec.Admission, spec.Tasks, spec.Rate = "spin-1.5ms", 1, 100, 20_000
	outcome := serve(t, spec)
	require.Nil(t, outcome.Failure)
	m := outcome.Measured
	assert.Positive(t, m.Served.Answered)
	assert.Positive(t, m.Served.Rejected)
	assert.EqualValues(t, 100, m.Served.Answered+m.Served.Rejected+m.Served.Failed)
	require.NotNil(t, m.Served.Rejection)
	assert.Equal(t, m.Served.Rejected, m.Served.Rejection.Count)
}

// What several processes answered is what the other side saw, and their processor time is known though
// they end after the window.
func TestAClusterIsMeasuredFromOutside(t *testing.T) {
	spec := servedSpec()
	spec.Workload, spec.Processes, spec.Workers, spec.Tasks, spec.Rate = "spin-1.5ms", 2, 1, 80, 400
	outcome := serve(t, spec)
	require.Nil(t, outcome.Failure)
	m := outcome.Measured
	assert.EqualValues(t, 80, m.Served.Answered)
	require.Len(t, m.Served.PerProcess, 2)
	assert.EqualValues(t, 80, m.Served.PerProcess[0]+m.Served.PerProcess[1])
	assert.Equal(t, runtime.GOOS == "linux", m.Served.ProcessesRSS != nil)
	if runtime.GOOS == "linux" {
		assert.Greater(t, m.HelpersNS, m.UserNS+m.SystemNS, "this process only supervises")
	}
}

// Of an admission of 2 each of three processes gets 1.
func TestAdmissionOfAClusterIsDivided(t *testing.T) {
	spec := servedSpec()
	spec.Workload, spec.Processes, spec.Admission, spec.Tasks, spec.Rate = "spin-1.5ms", 3, 2, 100, 20_000
	outcome := serve(t, spec)
	require.Nil(t, outcome.Failure)
	s := outcome.Measured.Served
	assert.Positive(t, s.Answered)
	assert.Positive(t, s.Rejected)
	assert.EqualValues(t, 100, s.Answered+s.Rejected+s.Failed)
}

func TestWhatCannotBeServedIsRefused(t *testing.T) {
	cases := map[string]struct {
		change func(*Spec)
		detail string
	}{
		"no rate":     {func(s *Spec) { s.Rate = 0 }, "60 requests at 0 per second"},
		"no requests": {func(s *Spec) { s.Tasks = 0 }, "0 requests at 1000 per second"},
		"workload":    {func(s *Spec) { s.Workload = "work" }, `unknown workload "work"`},
		"variant":     {func(s *Spec) { s.Variant = "tunny" }, "no row tunny/own"},
		"workers":     {func(s *Spec) { s.Workers = 0 }, "Workers is 0"},
		"admission":   {func(s *Spec) { s.Admission = -1 }, "Admission is -1"},
		"processes":   {func(s *Spec) { s.Processes = -1 }, "Processes is -1"},
		"of each":     {func(s *Spec) { s.Processes, s.Workers = 2, 0 }, "Workers is 0"},
	}
	for name, c := range cases {
		spec := servedSpec()
		c.change(&spec)
		outcome := serve(t, spec)
		require.NotNil(t, outcome.Failure, name)
		assert.Equal(t, sample.Refused, outcome.Failure.Kind, name)
		assert.Contains(t, outcome.Failure.Detail, c.detail, name)
	}
}

// The worker of each request stays where nobody ends it; the service leaves nothing.
func TestLeaksAreCounted(t *testing.T) {
	for server, want := range map[sample.Server]int64{sample.Leaky: 25, sample.Computing: 0, sample.Bare: 0} {
		spec := servedSpec()
		spec.Job, spec.Variant, spec.Tasks, spec.Server = CountLeaks, "spawn", 25, server
		outcome := ask(t, spec) // in a process of its own, which they end with
		require.Nil(t, outcome.Failure, server)
		require.NotNil(t, outcome.Measured.GoroutinesLeft, server)
		assert.InDelta(t, want, *outcome.Measured.GoroutinesLeft, 1, "%s: one of the process's own may have ended", server)
	}
}

func TestRoundTripsAreCountedAndTimed(t *testing.T) {
	for _, server := range []sample.Server{sample.Bare, sample.Computing, sample.Leaky} {
		spec := servedSpec()
		spec.Job, spec.Tasks, spec.Server = AskAgain, 50, server
		outcome := ask(t, spec)
		require.Nil(t, outcome.Failure, server)
		m := outcome.Measured
		assert.Equal(t, 50, m.Tasks)
		require.NotNil(t, m.Latency)
		assert.EqualValues(t, 50, m.Latency.Count)
		assert.GreaterOrEqual(t, m.WallNS, m.Latency.MaxNS)
	}
}

func TestServersThatCannotBeAskedAreRefused(t *testing.T) {
	cases := map[string]struct {
		change func(*Spec)
		detail string
	}{
		"server":            {func(s *Spec) { s.Server = "nginx" }, `unknown server "nginx"`},
		"server, again":     {func(s *Spec) { s.Job, s.Server = AskAgain, "" }, `unknown server ""`},
		"no requests":       {func(s *Spec) { s.Tasks = 0 }, "0 requests"},
		"no requests again": {func(s *Spec) { s.Job, s.Tasks = AskAgain, 0 }, "0 requests"},
		"no rate":           {func(s *Spec) { s.Rate = 0 }, "at 0 per second"},
		"workload":          {func(s *Spec) { s.Workload = "work" }, `unknown workload "work"`},
		"workload again":    {func(s *Spec) { s.Job, s.Workload = AskAgain, "work" }, `unknown workload "work"`},
		"many inputs":       {func(s *Spec) { s.Workload = "mandelbrot" }, `workload "mandelbrot" is not one function`},
		"nobody there":      {func(s *Spec) { s.Job, s.Address = SendAgain, "127.0.0.1:1" }, "refused"},
	}
	for name, c := range cases {
		spec := servedSpec()
		spec.Job, spec.Server = CountLeaks, sample.Bare
		c.change(&spec)
		outcome := serve(t, spec)
		require.NotNil(t, outcome.Failure, name)
		assert.Equal(t, sample.Refused, outcome.Failure.Kind, name)
		assert.Contains(t, outcome.Failure.Detail, c.detail, name)
	}
}
