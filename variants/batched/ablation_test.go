package batched

import (
	"context"
	"math"
	"runtime"
	"strconv"
	"sync"
	"testing"

	"poolbench/variants"
	"poolbench/variants/channel"
	"poolbench/variants/freelist"
)

// BenchmarkAblation hands over b.N empty tasks, from one submitter and from sixteen, to
// the pool, to the pool without one of its tricks, without any, and to the two simpler
// hand-rolled pools. The clock stops when the last task has run. README.md says how to
// get numbers worth comparing out of it.
func BenchmarkAblation(b *testing.B) {
	without := func(change func(*tricks)) func(variants.Config) (variants.Pool, error) {
		with := allTricks
		change(&with)
		return func(cfg variants.Config) (variants.Pool, error) { return open(cfg, with) }
	}
	pools := []struct {
		name string
		open func(variants.Config) (variants.Pool, error)
	}{
		{"all", Open},
		{"no_batches", without(func(t *tricks) { t.batch = 1 })},
		{"no_yielding", without(func(t *tricks) { t.yields = 0 })},
		{"many_woken", without(func(t *tricks) { t.woken = math.MaxInt })},
		{"none", without(func(t *tricks) { *t = withoutTricks })},
		{"freelist", freelist.Open},
		{"channel", channel.Open},
	}
	for _, submitters := range []int{1, 16} {
		for _, pool := range pools {
			b.Run("submitters="+strconv.Itoa(submitters)+"/pool="+pool.name, func(b *testing.B) {
				p, err := pool.open(variants.Config{Workers: runtime.GOMAXPROCS(0), Queue: 64})
				if err != nil {
					b.Fatal(err)
				}
				b.ReportAllocs()
				b.ResetTimer()
				if err := handOver(p, submitters, b.N); err != nil {
					b.Fatal(err)
				}
			})
		}
	}
}

// handOver submits tasks empty tasks and closes p, which returns when all have run.
func handOver(p variants.Pool, submitters, tasks int) error {
	empty := func() {}
	var running sync.WaitGroup
	for i := range submitters {
		share := tasks / submitters
		if i < tasks%submitters {
			share++
		}
		running.Go(func() {
			for range share {
				_ = p.Submit(context.Background(), empty) // cannot fail before Close
			}
		})
	}
	running.Wait()
	return p.Close()
}
