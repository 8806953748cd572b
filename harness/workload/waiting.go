package workload

import (
	"runtime"
	"sync"
	"time"
)

// sleeps is a task that only sleeps. It is here to show what such tasks measure.
func sleeps(name string, d time.Duration) Workload {
	return Workload{Name: "sleep-" + name, Title: "sleep for " + name, Waits: true, Run: func() uint64 { time.Sleep(d); return 0 }}
}

// waits computes for about 0.1 ms, as [spin] does, and then sleeps for 0.9 ms.
func waits(iterations int, answer uint64) Workload {
	return Workload{
		Name: "wait-1ms", Title: "compute for about 0.1 ms and wait for 0.9 ms", Iterations: iterations, Answer: answer, Waits: true,
		Run: func() uint64 {
			x := step(iterations)
			time.Sleep(900 * time.Microsecond)
			return x
		},
	}
}

// limited is spin with a semaphore of GOMAXPROCS places, acquired inside the task: what is
// written by those who want to limit goroutines and do not.
func limited(grain string, iterations int, answer uint64) Workload {
	places := sync.OnceValue(func() chan struct{} { return make(chan struct{}, runtime.GOMAXPROCS(0)) })
	return Workload{
		Name: "limited-" + grain, Title: "calibrated work, nominally " + grain + ", behind a semaphore",
		Iterations: iterations, Answer: answer,
		Run: func() uint64 {
			semaphore := places()
			semaphore <- struct{}{}
			defer func() { <-semaphore }()
			return step(iterations)
		},
	}
}

// blocks is a task that blocks until the measurement releases it. What it blocks in, and
// how it is released, is for package measure.
func blocks(name, title string) Workload {
	return Workload{Name: "block-" + name, Title: "blocked in " + title, Waits: true}
}

// parks is a goroutine that waits until the measurement ends it, as [blocks] is a task. How it does that is
// for package measure as well.
func parks(name, title string) Workload {
	return Workload{Name: "park-" + name, Title: "waiting in " + title, Waits: true}
}
