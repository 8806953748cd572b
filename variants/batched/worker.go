package batched

import (
	"runtime"
	"sync/atomic"
)

// worker is what the pool knows of one of its goroutines.
type worker struct {
	// batch has the tasks that the worker took together. Its owner replaces it, with the
	// pool's lock, when all of them have started.
	batch []func()
	// rest is how many of them have not started. Lowering it by one is the right to run
	// the first of those; its owner does so without the lock, others with it.
	rest atomic.Int64
}

// start returns the next task of the batch for the caller to run, or nil.
func (w *worker) start() (task func()) {
	for rest := w.rest.Load(); rest > 0; rest = w.rest.Load() {
		if w.rest.CompareAndSwap(rest, rest-1) {
			at := len(w.batch) - int(rest)
			task, w.batch[at] = w.batch[at], nil
			return task
		}
	}
	return nil
}

func (p *pool) work(w *worker) {
	finished := false
	defer func() {
		if finished {
			p.workers.Done()
			return
		}
		go p.work(w) // a task's Goexit is ending this goroutine: the successor takes over the batch too
	}()
	for task := p.next(w); task != nil; task = p.next(w) {
		p.Run(task)
	}
	finished = true
}

// next returns the task that w has to run now, as soon as there is one, or nil when the
// pool is closed and drained.
func (p *pool) next(w *worker) func() {
	if task := w.start(); task != nil {
		if p.wanted.Load() {
			p.mu.Lock()
			p.settle()
			p.mu.Unlock()
		}
		return task
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for yielded := 0; yielded < p.yields && p.queued == 0 && p.line.Len() == 0 && !p.closed; yielded++ {
		p.mu.Unlock()
		runtime.Gosched()
		p.mu.Lock()
	}
	p.idle++
	for {
		p.admit() // an idle worker is one place more
		if task := p.take(w); task != nil {
			p.idle--
			p.settle() // taking has freed places, and there may be work for others
			return task
		}
		if p.closed {
			p.idle--
			return nil
		}
		p.wake.Wait()
		p.waking = false
	}
}

// take returns a task for w to run and fills its batch, which is empty: from the ring, or,
// when that is empty too, a single task from another worker's batch. It returns nil if
// there is no task that has not started. It is called with the lock.
func (p *pool) take(w *worker) func() {
	share := (p.queued + len(p.crew) - 1) / len(p.crew)
	if share == 0 {
		if p.batched == 0 {
			return nil
		}
		for _, other := range p.crew {
			if task := other.start(); task != nil {
				return task
			}
		}
		return nil
	}
	p.batched -= len(w.batch)
	w.batch = w.batch[:0]
	task := p.get()
	for range min(share, p.batch) - 1 {
		w.batch = append(w.batch, p.get())
	}
	p.batched += len(w.batch)
	w.rest.Store(int64(len(w.batch)))
	return task
}

func (p *pool) get() func() {
	task := p.ring[p.head]
	p.ring[p.head] = nil // the ring must not keep alive what a task refers to
	p.head++
	if p.head == len(p.ring) {
		p.head = 0
	}
	p.queued--
	return task
}

// unstarted counts the tasks that are in batches and have not started. With more workers than
// queued tasks there are no batches, and no reason to look at all workers.
func (p *pool) unstarted() (n int) {
	if p.batched == 0 {
		return 0
	}
	for _, w := range p.crew {
		n += int(w.rest.Load())
	}
	return n
}
