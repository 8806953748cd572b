package variantstest

import (
	"bytes"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"time"
)

// strategyCases hold a pool to the traits that it declares about order and goroutines.
func strategyCases() []Case {
	return []Case{
		{
			Name:   "fifo/1-worker",
			Rule:   "With one worker, tasks start in the order of submission.",
			exempt: []exemption{needsFIFO},
			check:  checkFIFO,
		},
		{
			Name:   "async/submit-does-not-wait",
			Rule:   "Submit returns while its task is still running.",
			exempt: []exemption{needsAsync},
			check:  checkAsync,
		},
		{
			Name:   "sync/submit-waits",
			Rule:   "Submit returns only after its task has run.",
			exempt: []exemption{needsSync},
			check:  checkSync,
		},
		{
			Name:   "reuse/goroutines",
			Rule:   "One goroutine runs many tasks one after the other.",
			exempt: []exemption{needsReuse},
			check:  checkReuse,
		},
	}
}

// checkFIFO submits to a worker that is held, so that an order can build up, and then to
// one that is not.
func checkFIFO(tr *trial) {
	s := tr.open(1, 16)
	var mu sync.Mutex
	var order []int
	next := 0
	submitOne := func() {
		n := next
		next++
		s.submit(func() {
			mu.Lock()
			defer mu.Unlock()
			order = append(order, n)
		})
	}
	l := s.occupy(1)
	for range s.queue() {
		submitOne()
	}
	l.finish()
	for range 100 {
		submitOne()
	}
	s.close()
	if !slices.IsSorted(order) {
		tr.failf("tasks started out of order: %v", order)
	}
}

func checkAsync(tr *trial) {
	s := tr.open(1, 0)
	l := s.newLoad()
	s.submit(l.task) // its gate is still closed when this returns
	l.size = 1
	l.finish()
	s.close()
}

func checkSync(tr *trial) {
	s := tr.open(1, 0)
	l := s.newLoad()
	c := s.submitting(tr.ctx, l.task)
	l.started.await(1, "tasks have started")
	c.blocks("before its task has ended")
	l.open()
	c.succeed()
	l.ended.total(1, "tasks have ended when Submit returns")
	s.close()
}

func checkReuse(tr *trial) {
	const tasks = 100
	s := tr.open(2, 16)
	var mu sync.Mutex
	runBy := map[uint64]int{}
	l := s.fill() // with a backlog, a worker has a reason to stay
	l.open()
	for range tasks {
		s.submit(func() {
			mu.Lock()
			defer mu.Unlock()
			runBy[goroutineID()]++
		})
	}
	s.close()
	if len(runBy) > tasks/2 {
		tr.failf("%d goroutines ran %d tasks", len(runBy), tasks)
	}
}

// goroutineID reads the number of the current goroutine from the first line of its stack,
// "goroutine 42 [running]:". Go has no other way to it, on purpose: a program must not
// depend on it. Here it only counts goroutines, and 0, for a format that has changed,
// would count too few of them.
func goroutineID() uint64 {
	var buf [64]byte
	line := buf[:runtime.Stack(buf[:], false)]
	digits, _, _ := bytes.Cut(bytes.TrimPrefix(line, []byte("goroutine ")), []byte(" "))
	id, _ := strconv.ParseUint(string(digits), 10, 64)
	return id
}

// yield lets other goroutines overlap with a task: it gives up the processor a few times
// and uses it in between.
func yield() {
	for start := time.Now(); time.Since(start) < 5*time.Microsecond; {
		runtime.Gosched()
	}
}
