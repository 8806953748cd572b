package measure

import (
	"fmt"
	"runtime"
	"sync/atomic"

	"poolbench/harness/sample"
	"poolbench/harness/workload"
)

// prepared is a workload that is ready to run, with its answers known.
type prepared struct {
	workload.Workload
	// kernel computes one input; nil where all tasks are the same.
	kernel func(input int) uint64
	// digests are what kernel returns, by input.
	digests []uint64
	// items are what each worker calls for its items, and end ends what they have started; nil where
	// workers have nothing of their own.
	items   []func() uint64
	end     func()
	ballast []byte
}

// release ends what the items have started. No worker may be in one any more.
func (p prepared) release() {
	if p.end != nil {
		p.end()
	}
}

// heapBallast is memory that every process with a kernel holds, or with workers that have something
// of their own, in bytes. A process of a few
// megabytes collects garbage every few milliseconds as soon as tasks allocate, and how often
// then depends on the stacks that a strategy happens to have: with this it collects about as
// often as a small server does, with every strategy alike. It costs no time of its own, since
// the collector does not look into bytes.
const heapBallast = 64 << 20

// heapHeadroom is memory that such a process has used and freed before the window: what it
// allocates until the first collection has been its own before, as in a server that has run
// for a while. Without it every allocation is a fresh page, which the kernel has to provide
// and to clear, one processor at a time: compressing blocks of 64 KiB, at 0.8 MB of tables
// each, two processors were hardly faster than one.
const heapHeadroom = heapBallast + heapBallast/4

// warmHeap leaves behind headroom that the process has already touched.
func warmHeap() {
	used := make([]byte, heapHeadroom)
	for i := 0; i < len(used); i += 4096 { // a page, at most
		used[i] = 1
	}
	runtime.KeepAlive(used)
}

// prepare opens a workload and computes each of its inputs once, one after the other. That
// says what tasks have to answer, and leaves in the caches what a second call would find
// there. Whether the digests themselves are right is for the tests of package workload.
//
// seed is for work that every round has another of. workers is for how many workers to make what is a worker's own; with 0 such a workload is refused.
func prepare(work workload.Workload, workers int, seed uint64) (prepared, error) {
	p := prepared{Workload: work}
	switch {
	case work.PerWorker != nil && workers < 1:
		return prepared{}, fmt.Errorf("workload %q needs workers with something of their own: only %q has them, with division %q or %q",
			work.Name, Divide, sample.Static, sample.Claimed)
	case work.PerWorker != nil:
		warmHeap()
		p.items, p.end = work.PerWorker(workers)
		p.ballast = make([]byte, heapBallast)
		return p, nil
	case work.Open == nil && work.Run == nil && work.Waits:
		return prepared{}, fmt.Errorf("workload %q blocks until it is released: only %q does that", work.Name, BlockTasks)
	case work.Open == nil:
		return p, nil
	case work.Inputs < 1:
		return prepared{}, fmt.Errorf("workload %q has %d inputs: at least 1 is needed", work.Name, work.Inputs)
	}
	warmHeap()
	if !work.Reseeded {
		seed = workload.Seed
	}
	p.kernel, p.digests, p.ballast = work.Open(seed), make([]uint64, work.Inputs), make([]byte, heapBallast)
	for input := range p.digests {
		p.digests[input] = p.kernel(input)
	}
	return p, nil
}

// total is what the answers of so many tasks add up to, modulo 2^64.
func (p prepared) total(tasks int) uint64 {
	if p.kernel == nil {
		return uint64(tasks) * p.Answer
	}
	turns, rest := uint64(tasks/len(p.digests)), tasks%len(p.digests)
	sum := uint64(0)
	for input, digest := range p.digests {
		sum += digest * turns
		if input < rest {
			sum += digest
		}
	}
	return sum
}

// draw returns a function that computes the next input in each call, from 0 on and in turns.
// The counter has a cache line of its own: it changes with every task, and what the kernel
// reads must not change along.
func (p prepared) draw() func() uint64 {
	var drawn struct {
		_    [64]byte
		next atomic.Uint64
		_    [64]byte
	}
	kernel, inputs, ballast := p.kernel, uint64(len(p.digests)), p.ballast
	return func() uint64 {
		answer := kernel(int((drawn.next.Add(1) - 1) % inputs))
		runtime.KeepAlive(ballast)
		return answer
	}
}
