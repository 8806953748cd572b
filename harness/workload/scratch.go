package workload

import "sync"

// scratchSizes are the sizes of scratch memory in bytes, with their names: from what is said to be
// free to a buffer that the runtime allocates by the page.
var scratchSizes = []struct {
	name  string
	bytes int
}{{"16B", 16}, {"64B", 64}, {"1KiB", 1 << 10}, {"4KiB", 4 << 10}, {"16KiB", 16 << 10}, {"64KiB", 64 << 10}}

// scratches are items that need scratch memory: of their worker's own, made for each item, or
// borrowed from a sync.Pool.
func scratches() []Workload {
	var all []Workload
	for _, s := range scratchSizes {
		words := s.bytes / 8
		add := func(way, title string, perWorker func(n int) []func() uint64) {
			all = append(all, Workload{
				Name: "scratch-" + way + "-" + s.name, Title: "fill " + s.name + " of scratch memory " + title,
				Answer:    uint64(words) * uint64(words-1) / 2, // of useScratch: 0 + 1 + … + words−1
				PerWorker: func(n int) ([]func() uint64, func()) { return perWorker(n), func() {} },
			})
		}
		add("own", "that the worker keeps", func(n int) []func() uint64 { return repeat(n, func() func() uint64 { return keeping(words) }) })
		add("make", "made for the item", func(n int) []func() uint64 {
			return same(n, func() uint64 { return use(make([]uint64, words)) })
		})
		add("pool", "from a sync.Pool", func(n int) []func() uint64 { return same(n, borrowing(words)) })
	}
	return all
}

// keeping returns an item with memory of its own.
func keeping(words int) func() uint64 {
	mine := kept(words)
	return func() uint64 { return use(mine) }
}

// kept is memory with nobody else's in its cache lines. What one goroutine allocates for several workers
// lies side by side: without the space around it the workers' 16 bytes would be in one line, and each would
// wait for the others' writes.
func kept(words int) []uint64 {
	const space = cacheLines / 8
	return make([]uint64, words+2*space)[space:][:words]
}

// borrowing returns an item that takes memory from a pool, and puts it back. The pool holds pointers:
// a slice would be allocated for each call of Put.
func borrowing(words int) func() uint64 {
	pool := &sync.Pool{New: func() any { scratch := make([]uint64, words); return &scratch }}
	return func() uint64 {
		scratch := pool.Get().(*[]uint64)
		sum := use(*scratch)
		pool.Put(scratch)
		return sum
	}
}

// use is useScratch, called in a way that the compiler does not see through. It would otherwise know
// that nobody keeps the memory, and since Go 1.25 puts 32 bytes and less on the stack even where make
// has a size that is not constant.
var use = useScratch

// useScratch writes every word, one per processor cycle, and adds them up: about the least that
// anybody can do with memory.
func useScratch(scratch []uint64) uint64 {
	for i := range scratch {
		scratch[i] = uint64(i)
	}
	sum := uint64(0)
	for _, word := range scratch {
		sum += word
	}
	return sum
}

// same is one function for all of n workers.
func same(n int, item func() uint64) []func() uint64 {
	return repeat(n, func() func() uint64 { return item })
}

// repeat calls newItem n times.
func repeat(n int, newItem func() func() uint64) []func() uint64 {
	var all []func() uint64
	for range n {
		all = append(all, newItem())
	}
	return all
}
