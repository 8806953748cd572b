package variants_test

import (
	"errors"
	"io"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/variants"
)

// reported returns the failures that err, an error of Failures.Err, has one by one.
func reported(t *testing.T, err error) []error {
	joined, ok := errors.Unwrap(err).(interface{ Unwrap() []error })
	require.Truef(t, ok, "%v joins nothing", err)
	return joined.Unwrap()
}

// exits runs task through f in a goroutine of its own and tells whether Run returned.
func exits(f *variants.Failures, task func()) (returned bool) {
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		f.Run(task)
		returned = true
	}()
	<-ended
	return returned
}

func TestFailuresOfNothing(t *testing.T) {
	var f variants.Failures
	assert.NoError(t, f.Err())
	f.Run(func() {})
	assert.NoError(t, f.Err())
}

func TestFailuresRecordPanics(t *testing.T) {
	var f variants.Failures
	f.Run(func() { panic(io.EOF) })
	f.Run(func() { panic(nil) }) //nolint:govet // since Go 1.21 a panic like any other
	f.Run(func() { panicInTask("text") })
	err := f.Err()
	require.ErrorIs(t, err, io.EOF)
	assert.ErrorContains(t, err, "3 failed tasks")
	failures := reported(t, err)
	require.Len(t, failures, 3)
	var nilPanic *runtime.PanicNilError
	assert.ErrorAs(t, failures[1], &nilPanic)
	var p *variants.PanicError
	require.ErrorAs(t, failures[2], &p)
	assert.Equal(t, "text", p.Value)
	assert.Contains(t, string(p.Stack), "panicInTask")
}

//go:noinline
func panicInTask(value any) { panic(value) }

func TestFailuresLetGoexitGoOn(t *testing.T) {
	var f variants.Failures
	assert.True(t, exits(&f, func() {}), "Run returns after a task that returned")
	assert.True(t, exits(&f, func() { panic("a task fails") }), "Run returns after a task that panicked")
	assert.False(t, exits(&f, runtime.Goexit), "nothing can stop a Goexit")
	err := f.Err()
	assert.ErrorIs(t, err, variants.ErrGoexit)
	assert.ErrorContains(t, err, "2 failed tasks")
}

func TestFailuresKeepSixteenAndCountAll(t *testing.T) {
	var f variants.Failures
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 125 {
				f.Run(func() { panic("a task fails") })
				f.Run(func() {})
			}
		})
	}
	all.Wait()
	err := f.Err()
	assert.True(t, strings.HasPrefix(err.Error(), "variants: 1000 failed tasks, the first 16: "), err.Error())
	assert.Len(t, reported(t, err), variants.MaxReportedFailures)
	assert.Equal(t, 16, variants.MaxReportedFailures)
}

func TestFailuresErrMayBeAskedMeanwhile(t *testing.T) {
	var f variants.Failures
	f.Run(func() { panic(1) })
	before := f.Err()
	f.Run(func() { panic(2) })
	assert.Len(t, reported(t, before), 1, "an error does not change after it was returned")
	assert.Len(t, reported(t, f.Err()), 2)
}
