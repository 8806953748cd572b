package variantstest

import (
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/variants"
	"poolbench/variants/channel"
	"poolbench/variants/inline"
)

func TestCasesAreNamedAndExplained(t *testing.T) {
	name := regexp.MustCompile(`^[a-z0-9-]+/[a-z0-9-]+$`)
	seen := map[string]bool{}
	for _, c := range Cases() {
		assert.Regexp(t, name, c.Name)
		assert.Falsef(t, seen[c.Name], "two cases are named %s", c.Name)
		assert.Regexpf(t, `^[A-Z].*\.$`, c.Rule, "the rule of %s is not a sentence", c.Name)
		assert.NotNil(t, c.check, c.Name)
		seen[c.Name] = true
	}
}

// A trait exempts from what contradicts it: each case applies to channel or to inline, and
// a pool without any bound is exempt from all cases that need a full one.
func TestExemptions(t *testing.T) {
	boundless := variants.Traits{Workers: variants.Unbounded, Queue: variants.Unbounded, Async: true}
	exempt := 0
	for _, c := range Cases() {
		assert.True(t, c.Skip(channel.Traits) == "" || c.Skip(inline.Traits) == "", "%s applies to nothing", c.Name)
		if c.Skip(boundless) != "" {
			exempt++
		}
	}
	assert.Greater(t, exempt, 10)
}

func TestCheckOfAnExemptCase(t *testing.T) {
	c := Case{Name: "a/case", exempt: []exemption{needsAsync}, check: func(*trial) { panic("not reached") }}
	err := c.Check(inline.Open, inline.Traits, time.Second)
	require.ErrorIs(t, err, ErrExempt)
	assert.ErrorContains(t, err, "Submit returns only after")
}

func TestCheckRecoversItsOwnPanic(t *testing.T) {
	c := Case{Name: "a/case", check: func(*trial) { panic("in the check") }}
	err := c.Check(channel.Open, channel.Traits, time.Second)
	assert.ErrorContains(t, err, "a/case: panic: in the check")
}

func TestCheckReportsAPanicInACall(t *testing.T) {
	c := Case{Name: "a/case", check: func(tr *trial) {
		tr.start("Submit", func() error { panic("in the pool") }).succeed()
	}}
	err := c.Check(channel.Open, channel.Traits, time.Second)
	assert.EqualError(t, err, "a/case: Submit panicked: in the pool")
}

// A crash that nobody waits for is the reason why something else does not happen.
func TestTimeoutNamesACrashedCall(t *testing.T) {
	c := Case{Name: "a/case", check: func(tr *trial) {
		tr.start("Submit", func() error { panic("in the pool") })
		tr.newMarks().await(1, "tasks have started")
	}}
	err := c.Check(channel.Open, channel.Traits, 50*time.Millisecond)
	require.ErrorIs(t, err, ErrTimeout)
	assert.ErrorContains(t, err, "0 of 1 tasks have started; a Submit panicked: in the pool")
}

// Checks call the pool in goroutines that they can leave behind; the hard limit is for a
// check that is stuck all the same.
func TestCheckHasAHardLimit(t *testing.T) {
	released := make(chan struct{})
	c := Case{Name: "a/case", check: func(*trial) { <-released }}
	begin := time.Now()
	err := c.Check(channel.Open, channel.Traits, 40*time.Millisecond)
	close(released)
	require.ErrorIs(t, err, ErrTimeout)
	assert.ErrorContains(t, err, "the check itself is stuck")
	assert.Less(t, time.Since(begin), 5*time.Second)
}

// A pool that never lets go costs the cleaning up its grace, and no more.
func TestCheckLeavesAStuckCloseBehind(t *testing.T) {
	released := make(chan struct{})
	stuck := closes(func(next variants.Pool) error { <-released; return next.Close() })
	c := Case{Name: "a/case", check: func(tr *trial) { tr.open(1, 1) }}
	err := c.Check(stuck(released), channel.Traits, 40*time.Millisecond)
	close(released)
	assert.NoError(t, err, "Close is the business of other cases")
}

func TestCheckClosesWhatTheCheckLeftOpen(t *testing.T) {
	closed := make(chan struct{})
	pool := closes(func(next variants.Pool) error { close(closed); return next.Close() })
	c := Case{Name: "a/case", check: func(tr *trial) { tr.open(1, 1).fill() }}
	require.NoError(t, c.Check(pool(nil), channel.Traits, time.Second))
	select {
	case <-closed:
	default:
		assert.Fail(t, "the pool was not closed")
	}
}

func TestRun(t *testing.T) { Run(t, inline.Open, inline.Traits) }
