package variants

import (
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
)

// MaxReportedFailures is how many failures of tasks Close returns one by one. A pool
// whose every task panics must not keep a million stacks; 16 are enough to see a pattern,
// and the total is exact anyway.
const MaxReportedFailures = 16

// Failures runs tasks so that none can harm the goroutine that runs it, and remembers
// what went wrong. Every hand-rolled pool and the guard embed one. The zero value is
// ready; methods may be called concurrently; it must not be copied.
type Failures struct {
	mu    sync.Mutex
	first []error // at most MaxReportedFailures
	total int
}

// Run calls task in the current goroutine and returns when it has returned or panicked;
// the panic is recorded. If task calls runtime.Goexit, that is recorded too, but nothing
// can stop the goroutine from ending: Run does not return then, deferred calls run.
func (f *Failures) Run(task func()) {
	returned := false
	defer func() {
		if returned {
			return
		}
		switch value := recover(); value.(type) {
		case nil: // since Go 1.21 even panic(nil) recovers as a value, so this is Goexit
			f.record(ErrGoexit)
		case reportedGoexit: // Do has told its caller; recovering resumes the Goexit
		default:
			f.record(&PanicError{Value: value, Stack: debug.Stack()})
		}
	}()
	task()
	returned = true
}

func (f *Failures) record(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.total++
	if len(f.first) < MaxReportedFailures {
		f.first = append(f.first, err)
	}
}

// Err returns nil if no task has failed so far; otherwise an error that starts with the
// total and joins the first MaxReportedFailures failures, each visible to errors.Is/As.
func (f *Failures) Err() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.total == 0 {
		return nil
	}
	return fmt.Errorf("variants: %d failed tasks, the first %d: %w", f.total, len(f.first), errors.Join(f.first...))
}

// reportedGoexit is what Do panics with, on top of a Goexit that it has already returned
// to its caller, so that Run does not report it a second time. A panic recovered during a
// Goexit lets the Goexit go on, so the worker still ends as the task asked for.
type reportedGoexit struct{}

// takesReportedGoexit marks the pools whose tasks are run by Failures.Run: embedding
// promotes the method. Without the mark, on a library's native face, Do must not panic.
func (f *Failures) takesReportedGoexit() {}
