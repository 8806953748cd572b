package variants_test

import (
	"context"
	"errors"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/variants"
	"poolbench/variants/channel"
	"poolbench/variants/errgroup"
)

var background = context.Background()

// openChannel opens the baseline pool. It is closed with the test, by when nothing may be
// reported any more.
func openChannel(t *testing.T, workers, queue int) variants.Pool {
	pool, err := channel.Open(variants.Config{Workers: workers, Queue: queue})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, pool.Close(), "what fails inside Do or Map belongs to their caller") })
	return pool
}

func goexit() (int, error) { runtime.Goexit(); return 0, nil }

func TestDoReturnsBothResults(t *testing.T) {
	pool := openChannel(t, 1, 0)
	cause := errors.New("the cause")
	value, err := variants.Do(background, pool, func() (string, error) { return "partial", cause })
	assert.Equal(t, "partial", value, "a value beside an error is the caller's to judge")
	assert.Same(t, cause, err)
}

func TestDoReturnsPanics(t *testing.T) {
	pool := openChannel(t, 1, 0)
	value, err := variants.Do(background, pool, func() (int, error) { panicInTask(7); return 1, nil })
	var p *variants.PanicError
	require.ErrorAs(t, err, &p)
	assert.Zero(t, value)
	assert.Equal(t, 7, p.Value)
	assert.Contains(t, string(p.Stack), "panicInTask")
}

func TestDoReturnsGoexit(t *testing.T) {
	pool := openChannel(t, 1, 0)
	for range 3 { // the only worker, each time
		_, err := variants.Do(background, pool, goexit)
		assert.ErrorIs(t, err, variants.ErrGoexit)
	}
}

// On a native face nothing recovers what Do would panic with to mark a Goexit as reported.
func TestDoReturnsGoexitOnAPoolWithoutFailures(t *testing.T) {
	pool, err := errgroup.Open(variants.Config{Workers: 1})
	require.NoError(t, err)
	_, err = variants.Do(background, pool, goexit)
	require.ErrorIs(t, err, variants.ErrGoexit)
	assert.NoError(t, pool.Close())
}

func TestDoOfARefusedFunction(t *testing.T) {
	pool := openChannel(t, 1, 0)
	cancelled, cancel := context.WithCancel(background)
	cancel()
	never := func() (int, error) { t.Error("a refused function has run"); return 1, nil }
	_, err := variants.Do(cancelled, pool, never)
	assert.Equal(t, context.Canceled, err)
	require.NoError(t, pool.Close())
	_, err = variants.Do(background, pool, never)
	assert.ErrorIs(t, err, variants.ErrClosed)
}

func TestDoCancelledWhileWaiting(t *testing.T) {
	pool := openChannel(t, 1, 1)
	held := make(chan struct{})
	require.NoError(t, pool.Submit(background, func() { <-held }))
	ctx, cancel := context.WithCancel(background)
	queued := countingPool{pool, make(chan struct{}, 1)}
	ran := make(chan struct{})
	ended := make(chan error)
	go func() {
		_, err := variants.Do(ctx, queued, func() (int, error) { close(ran); return 1, nil })
		ended <- err
	}()
	<-queued.accepted
	cancel()
	assert.Equal(t, context.Canceled, <-ended)
	close(held)
	<-ran // it had been accepted, so it runs, although nobody waits for it
}

func TestDoCancelledWhileRunning(t *testing.T) {
	pool := openChannel(t, 1, 0)
	ctx, cancel := context.WithCancel(background)
	held, finished := make(chan struct{}), false
	value, err := variants.Do(ctx, pool, func() (int, error) {
		cancel()
		<-held // so Do cannot have the result
		finished = true
		return 1, nil
	})
	assert.Zero(t, value)
	assert.Equal(t, context.Canceled, err)
	close(held)
	require.NoError(t, pool.Close())
	assert.True(t, finished, "the function runs to its end")
}

// Where the result and the cancellation are there at the same time, the result counts:
// inline runs the function inside Submit, so Do always finds both.
func TestDoPrefersAFinishedResult(t *testing.T) {
	pool := openInline(t)
	for range 100 {
		ctx, cancel := context.WithCancel(background)
		value, err := variants.Do(ctx, pool, func() (int, error) { cancel(); return 1, nil })
		require.NoError(t, err)
		require.Equal(t, 1, value)
	}
}
