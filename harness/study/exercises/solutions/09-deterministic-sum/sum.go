//go:build exercise

// Why this is right: float64 additions round, so (a + b) + c and a + (b + c) differ in the last
// bits. A result that is always the same needs one fixed order of additions, whoever does them.
// Here the numbers are cut into blocks whose size depends on nothing, least of all on the number of
// workers; each block is added from its beginning to its end by whichever worker takes it; and the
// sums of the blocks are added in the order of blocks when all are there, not as they arrive. The
// scheduler decides who adds a block and when, but no longer what is added to what. Shorter chains
// of additions round less often, too.

// Package sum adds many numbers on several goroutines.
package sum

import (
	"sync"
	"sync/atomic"
)

// block is how many numbers are added by one worker in a row. Enough to make what a block costs
// besides small, few enough that there are blocks for all workers. It is part of the result: another
// size is another order of additions.
const block = 512

// Sum returns the sum of value(0) to value(n-1), computed by so many workers at once: to the last
// bit the same for any number of them. Each index is asked for once. value may be called by several
// goroutines at a time.
func Sum(n, workers int, value func(i int) float64) float64 {
	parts := make([]float64, (n+block-1)/block)
	var next atomic.Int64
	var done sync.WaitGroup
	for range workers {
		done.Go(func() {
			for b := int(next.Add(1)) - 1; b < len(parts); b = int(next.Add(1)) - 1 {
				for i := b * block; i < min((b+1)*block, n); i++ {
					parts[b] += value(i)
				}
			}
		})
	}
	done.Wait()
	total := 0.0
	for _, part := range parts {
		total += part
	}
	return total
}
