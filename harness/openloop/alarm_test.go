package openloop_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/openloop"
)

func TestNobodyIsWokenEarly(t *testing.T) {
	due, err := openloop.Poisson(50, 10_000, 1)
	require.NoError(t, err)
	a := openloop.NewAlarm()
	defer a.Close()
	start := time.Now()
	for i, d := range due {
		now := a.Await(start, d)
		assert.GreaterOrEqual(t, now, d, "arrival %d", i)
		assert.GreaterOrEqual(t, time.Since(start), now, "arrival %d", i)
	}
}

// What is past is not slept for, so a generator that is behind catches up.
func TestWhatIsDueAlreadyIsNotWaitedFor(t *testing.T) {
	a := openloop.NewAlarm()
	defer a.Close()
	start := time.Now().Add(-time.Hour)
	for range 1000 {
		assert.GreaterOrEqual(t, a.Await(start, time.Minute), time.Hour)
	}
}

// On a system without timerfd the generator sleeps as well as it can.
func TestAnAlarmThatDoesNotExistSleeps(t *testing.T) {
	const due = 3 * time.Millisecond
	var a openloop.Alarm
	start := time.Now()
	assert.GreaterOrEqual(t, a.Await(start, due), due)
	assert.GreaterOrEqual(t, time.Since(start), due)
	a.Close()
}

// A generator measures the memory of others.
func TestSleepingAllocatesNothing(t *testing.T) {
	a := openloop.NewAlarm()
	defer a.Close()
	assert.Zero(t, testing.AllocsPerRun(20, func() { a.Await(time.Now(), 40*time.Microsecond) }))
}
