package catalog_test

import (
	"context"
	"runtime"
	"sync"
	"testing"

	"poolbench/variants"
	"poolbench/variants/catalog"
)

// BenchmarkPools is a first look at every row with the tools that come with Go: one
// submitter, and a clock that stops when the last task has run. The experiments of the
// harness answer finer questions, with repetitions and confidence intervals.
func BenchmarkPools(b *testing.B) {
	tasks := []struct {
		name string
		work func()
	}{
		{"task=empty", func() {}},
		{"task=1500ns", spin},
	}
	for _, row := range catalog.Rows() {
		for _, task := range tasks {
			b.Run("variant="+row.Variant+"/face="+string(row.Face)+"/"+task.name, func(b *testing.B) {
				benchmarkPool(b, row, task.work)
			})
		}
	}
}

func benchmarkPool(b *testing.B, row catalog.Row, work func()) {
	pool, err := row.Open(variants.Config{Workers: runtime.GOMAXPROCS(0), Queue: 256})
	if err != nil {
		b.Fatal(err)
	}
	ctx := context.Background()
	var pending sync.WaitGroup // not Close: some native faces return from it too early
	task := func() {
		defer pending.Done()
		work()
	}
	b.ReportAllocs()
	b.ResetTimer()
	for range b.N { // not b.Loop, which stops the clock before the last tasks have run
		pending.Add(1)
		if err := pool.Submit(ctx, task); err != nil {
			b.Fatal(err)
		}
	}
	pending.Wait()
	b.StopTimer()
	if err := pool.Close(); err != nil {
		b.Fatal(err)
	}
}

// spin is about 1.5 µs of arithmetic on the machine it was tried on, and it cannot be optimised away.
func spin() {
	x := uint64(1)
	for range 900 {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
	}
	if x == 0 { // never, for xorshift: but the compiler does not know
		panic("xorshift reached zero")
	}
}
