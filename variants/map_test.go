package variants_test

import (
	"context"
	"errors"
	"strconv"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/variants"
	"poolbench/variants/inline"
)

func openInline(t *testing.T) variants.Pool {
	pool, err := inline.Open(variants.Config{Workers: 1})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, pool.Close()) })
	return pool
}

func numbers(n int) []int {
	items := make([]int, n)
	for i := range items {
		items[i] = i
	}
	return items
}

func TestMapKeepsTheOrder(t *testing.T) {
	pool := openChannel(t, 3, 2)
	words, err := variants.Map(background, pool, numbers(1000), func(i int) (string, error) { return strconv.Itoa(i), nil })
	require.NoError(t, err)
	require.Len(t, words, 1000)
	for i, word := range words {
		require.Equal(t, strconv.Itoa(i), word)
	}
}

func TestMapOfNothing(t *testing.T) {
	pool := openChannel(t, 1, 0)
	for _, items := range [][]int{nil, {}} {
		results, err := variants.Map(background, pool, items, func(int) (int, error) { panic("not reached") })
		require.NoError(t, err)
		assert.NotNil(t, results)
		assert.Empty(t, results)
	}
}

// failing maps 1000 items on two workers, number 10 in the way of fail, and returns the
// error of Map. Nothing may start after Map returned.
func failing(t *testing.T, ctx context.Context, fail func() (int, error)) error {
	pool := openChannel(t, 2, 4)
	var returned atomic.Bool
	results, err := variants.Map(ctx, pool, numbers(1000), func(i int) (int, error) {
		assert.False(t, returned.Load(), "a function started after Map returned")
		if i == 10 {
			return fail()
		}
		return i, nil
	})
	returned.Store(true)
	assert.Nil(t, results)
	require.Error(t, err)
	return err
}

func TestMapReturnsTheFirstError(t *testing.T) {
	cause := errors.New("the cause")
	assert.Same(t, cause, failing(t, background, func() (int, error) { return 1, cause }))
}

func TestMapReturnsPanics(t *testing.T) {
	err := failing(t, background, func() (int, error) { panicInTask("in Map"); return 1, nil })
	var p *variants.PanicError
	require.ErrorAs(t, err, &p)
	assert.Equal(t, "in Map", p.Value)
	assert.Contains(t, string(p.Stack), "panicInTask")
}

func TestMapReturnsGoexit(t *testing.T) {
	assert.ErrorIs(t, failing(t, background, goexit), variants.ErrGoexit)
}

func TestMapCancelled(t *testing.T) {
	ctx, cancel := context.WithCancelCause(background)
	err := failing(t, ctx, func() (int, error) { cancel(errors.New("the cause")); return 0, nil })
	assert.Equal(t, context.Canceled, err)
}

// A context that ends when all items are accepted ends Map as well: what waits is skipped.
func TestMapCancelledAfterTheLastSubmit(t *testing.T) {
	pool := openChannel(t, 1, 3)
	ctx, cancel := context.WithCancel(background)
	held := make(chan struct{})
	require.NoError(t, pool.Submit(background, func() { <-held }))
	submitted := countingPool{pool, make(chan struct{}, 3)}
	ended := make(chan error)
	go func() {
		_, err := variants.Map(ctx, submitted, numbers(3), func(int) (int, error) { panic("not reached") })
		ended <- err
	}()
	for range 3 {
		<-submitted.accepted
	}
	cancel()
	close(held)
	assert.Equal(t, context.Canceled, <-ended)
}

// countingPool tells when a task was accepted.
type countingPool struct {
	variants.Pool
	accepted chan struct{}
}

func (p countingPool) Submit(ctx context.Context, task func()) error {
	err := p.Pool.Submit(ctx, task)
	p.accepted <- struct{}{}
	return err
}

// Once all results are there, a context that has ended meanwhile takes nothing away.
func TestMapIsCompleteAlthoughCancelled(t *testing.T) {
	pool := openInline(t)
	ctx, cancel := context.WithCancel(background)
	results, err := variants.Map(ctx, pool, numbers(3), func(i int) (int, error) {
		if i == 2 {
			cancel()
		}
		return i, nil
	})
	require.NoError(t, err)
	assert.Equal(t, numbers(3), results)
}

func TestMapReturnsErrorsOfSubmit(t *testing.T) {
	pool := openChannel(t, 1, 0)
	require.NoError(t, pool.Close())
	results, err := variants.Map(background, pool, numbers(3), func(int) (int, error) { panic("not reached") })
	assert.ErrorIs(t, err, variants.ErrClosed)
	assert.Nil(t, results)
}
