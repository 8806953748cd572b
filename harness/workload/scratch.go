package workload

import "sync"

// scratchSizes are the sizes of scratch memory, with their names.
var scratchSizes = []struct {
	name  string
	bytes int
}{{"16B", 16}, {"64B", 64}, {"1KiB", 1 << 10}, {"4KiB", 4 << 10}, {"16KiB", 16 << 10}, {"64KiB", 64 << 10}}

// scratches are items that need scratch memory: of their worker's own, made for each item, or
// borrowed from a sync.Pool.
func scratches() []Workload {
	var all []Workload
	add := func(way, title, size string, bytes int, perWorker func(n int) []func() uint64) {
		all = append(all, Workload{
			Name: "scratch-" + way + "-" + size, Title: "fill " + size + " of scratch memory " + title, Answer: scratchSum(bytes),
			PerWorker: func(n int) ([]func() uint64, func()) { return perWorker(n), func() {} },
		})
	}
	for _, s := range scratchSizes {
		add("own", "that the worker keeps", s.name, s.bytes, func(n int) []func() uint64 {
			return repeat(n, func() func() uint64 {
				mine := make([]byte, s.bytes)
				return func() uint64 { return useScratch(mine) }
			})
		})
		add("make", "made for the item", s.name, s.bytes, func(n int) []func() uint64 {
			return repeat(n, func() func() uint64 { return func() uint64 { return useScratch(make([]byte, s.bytes)) } })
		})
		add("pool", "from a sync.Pool", s.name, s.bytes, func(n int) []func() uint64 {
			pool := &sync.Pool{New: func() any { scratch := make([]byte, s.bytes); return &scratch }}
			return repeat(n, func() func() uint64 {
				return func() uint64 {
					scratch := pool.Get().(*[]byte)
					sum := useScratch(*scratch)
					pool.Put(scratch)
					return sum
				}
			})
		})
	}
	return all
}

// repeat calls make n times.
func repeat(n int, make func() func() uint64) []func() uint64 {
	var all []func() uint64
	for range n {
		all = append(all, make())
	}
	return all
}

// useScratch writes every byte and adds them up. It hides from the compiler that nobody keeps the
// memory, which would otherwise be on the stack where it is small.
//
//go:noinline
func useScratch(scratch []byte) uint64 {
	for i := range scratch {
		scratch[i] = byte(i)
	}
	sum := uint64(0)
	for _, b := range scratch {
		sum += uint64(b)
	}
	return sum
}

// scratchSum is what useScratch returns for so many bytes: the remainders modulo 256, added up.
func scratchSum(n int) uint64 {
	turns, rest := uint64(n/256), uint64(n%256)
	return turns*255*128 + rest*(rest-1)/2
}
