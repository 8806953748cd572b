package service_test

import (
	"context"
	"net/http"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/service"
	"poolbench/variants"
	"poolbench/variants/catalog"
)

// What the service promises it keeps on every row, the native ones included.
func TestEveryRowServes(t *testing.T) {
	for _, row := range catalog.Rows() {
		t.Run(row.Key(), func(t *testing.T) {
			b := newBench(t, on(row, 2))
			const clients, each = 4, 25
			var asking sync.WaitGroup
			for range clients {
				asking.Go(func() {
					for range each {
						assert.Equal(t, uint64(7), resultOf(t, b.get(t.Context(), "/compute?workload=seven", "Accept", asJSON)).Result)
						assert.Equal(t, http.StatusInternalServerError, b.get(t.Context(), "/compute?workload=panics").Code)
						assert.Equal(t, http.StatusServiceUnavailable, b.get(patience(t), "/compute?workload=seven").Code)
					}
				})
			}
			asking.Wait()
			require.NoError(t, b.Close())
			require.NoError(t, b.Close(), "twice")
			assert.Equal(t, http.StatusServiceUnavailable, b.get(t.Context(), "/compute?workload=seven").Code)
			const all = clients * each
			assert.Equal(t, service.Summary{Answered: all, Failed: all, Abandoned: all, Rejected: 1}, b.Summary())
		})
	}
}

// A task whose client has left does not begin, wherever the row keeps it: in its queue, or in
// a Submit that blocks. Only a row without a limit lets it begin at once.
func TestNoRowRunsWhatNobodyWaitsFor(t *testing.T) {
	for _, row := range catalog.Rows() {
		if row.Traits.Workers == variants.Unbounded {
			continue
		}
		t.Run(row.Key(), func(t *testing.T) {
			b := newBench(t, on(row, 1))
			first := b.hold(t)
			ctx, leave := context.WithCancel(t.Context())
			second := b.start(ctx, "/compute?workload=held")
			leave() // before Submit, in it, or after: whenever it is, the task has not begun
			if row.Face != catalog.Native {
				assert.Equal(t, http.StatusServiceUnavailable, (<-second).Code, "at once, although the pool is full")
			}
			close(b.release)
			assert.Equal(t, http.StatusOK, (<-first).Code)
			if row.Face == catalog.Native {
				assert.Equal(t, http.StatusServiceUnavailable, (<-second).Code, "at the latest when Submit returns")
			}
			require.NoError(t, b.Close())
			assert.Empty(t, b.began)
			assert.Equal(t, service.Summary{Answered: 1, Abandoned: 1}, b.Summary())
		})
	}
}

// on puts a row with so many workers in the place of the baseline.
func on(row catalog.Row, workers int) func(*service.Config) {
	return func(c *service.Config) { c.Row, c.Pool.Workers = row, workers }
}

// stubborn is a pool whose Submit does not look at its context, as those of libraries, and
// runs the task before it returns, as a worker may that is quicker than the submitter.
type stubborn struct{ inside, proceed chan struct{} }

func (p *stubborn) Submit(_ context.Context, task func()) error {
	p.inside <- struct{}{}
	<-p.proceed
	task()
	return nil
}

func (p *stubborn) Close() error { return nil }

// Whoever leaves while Submit blocks cannot say so: the task looks for itself.
func TestASubmitThatKnowsNoContextRunsNothingInVain(t *testing.T) {
	p := &stubborn{make(chan struct{}), make(chan struct{})}
	b := newBench(t, func(c *service.Config) {
		c.Row.Open = func(variants.Config) (variants.Pool, error) { return p, nil }
	})
	ctx, leave := context.WithCancel(t.Context())
	answer := b.start(ctx, "/compute?workload=held")
	<-p.inside
	leave()
	close(p.proceed)
	assert.Equal(t, http.StatusServiceUnavailable, (<-answer).Code)
	require.NoError(t, b.Close())
	assert.Empty(t, b.began)
	assert.Equal(t, service.Summary{Abandoned: 1}, b.Summary())
}
