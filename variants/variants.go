// Package variants defines the one interface that every answer to the question "how
// should I run many CPU-bound tasks?" is measured behind, and the contract that makes
// the answers comparable.
//
// # Model
//
// A [Pool] takes tasks, plain functions without arguments or results, and runs them
// under one concurrency strategy. Two methods are enough: [Do] and [Map] add typed
// results, errors and order on top of any Pool, so no strategy has to repeat them.
//
// # Contract
//
// Submit:
//   - A nil error means accepted: the task runs exactly once, whatever happens
//     afterwards to the context or to the pool.
//   - Any error means refused: the task never runs. The errors are [ErrNilTask], the
//     context's own error, and [ErrClosed], looked at in this order.
//   - While the pool is full Submit blocks, until a place frees, the context ends, or
//     Close begins. The context governs admission only: ending it later neither stops
//     nor skips a task that was accepted.
//   - Submitters that block are all served in the end; none is overtaken for ever.
//   - What the submitter wrote before Submit is visible to the task.
//
// Close:
//   - It refuses new work, wakes blocked Submits with ErrClosed, and returns once every
//     accepted task has ended and every goroutine of the pool is gone (the last one may
//     still be executing its final return).
//   - It may be called any number of times, also concurrently: every call waits.
//   - It returns an error that joins the first [MaxReportedFailures] failures of tasks,
//     as *[PanicError] or [ErrGoexit], with their exact total; nil if no task failed.
//     What fails inside Do or Map goes to their caller and is not reported again.
//   - What the tasks wrote is visible after it.
//   - Calling it from inside a task of the same pool is forbidden: it would wait for
//     itself.
//
// A failing task never takes down the process, another task or the pool's capacity.
//
// # What differs is declared
//
// How many tasks run at once, how many may wait, whether Submit returns before the task
// has run: [Traits] say so, one value per row of the catalog. The conformance suite in
// package variantstest reads them and holds each row to what it declares.
//
// # Not here
//
// No priorities, no resizing, no futures, no metrics, no retries. They are reasons to
// choose a library, but they do not change how a task reaches a worker.
package variants

import (
	"context"
	"errors"
	"fmt"
)

// Pool runs tasks under one concurrency strategy. The package comment has its contract;
// all methods may be called concurrently.
type Pool interface {
	// Submit hands task to the pool and may block while the pool is full. A nil error
	// means that the task was accepted and runs exactly once; any error (ErrNilTask,
	// ctx.Err(), ErrClosed) means that it never runs.
	Submit(ctx context.Context, task func()) error

	// Close refuses new tasks, waits for the accepted ones and for the pool's
	// goroutines, and returns the joined failures of tasks, or nil.
	Close() error
}

// Config is what a pool is opened with. Its zero value is not valid, on purpose: the
// number of workers is the first thing a benchmark has to state.
type Config struct {
	// Workers is the number of tasks that may run at once, at least 1.
	Workers int
	// Queue is the number of accepted tasks that may wait while all workers are busy,
	// at least 0. With 0 a task is accepted only when a worker is ready for it.
	Queue int
}

// Validate returns an error that names the field and what it allows, or nil.
func (c Config) Validate() error {
	if c.Workers < 1 {
		return fmt.Errorf("variants: Workers is %d, but a pool needs at least 1", c.Workers)
	}
	if c.Queue < 0 {
		return fmt.Errorf("variants: Queue is %d, but it must be 0 or more", c.Queue)
	}
	return nil
}

// Bound tells how a limit of a pool follows from its Config.
type Bound string

// The bounds that occur. AsConfigured takes the number from Config; the others ignore
// that number, which is the strategy's nature and no defect.
const (
	AsConfigured Bound = "as configured"
	One          Bound = "one"
	None         Bound = "none"
	Unbounded    Bound = "unbounded"
)

// Traits declare in which respects a strategy differs from the others. They are data:
// the suite checks them, the list command and the report print them.
type Traits struct {
	// Workers is how many tasks run at once: AsConfigured, One or Unbounded.
	Workers Bound `json:"workers"`
	// Queue is how many accepted tasks may wait: AsConfigured, None or Unbounded.
	Queue Bound `json:"queue"`
	// Async is true where Submit returns while its task may still be running.
	Async bool `json:"async"`
	// FIFO is true where, with one worker, tasks start in the order of submission.
	FIFO bool `json:"fifo"`
	// Reuses tells whether one goroutine runs many tasks, one after the other.
	Reuses Reuse `json:"reuses"`
	// GoexitSafe is true where a task that calls runtime.Goexit ends without taking
	// along its submitter or a part of the pool's capacity.
	GoexitSafe bool `json:"goexit_safe"`
}

// Reuse tells how long a goroutine serves the pool.
type Reuse string

// The answers that occur.
const (
	// Always: workers stay while the pool is open, or at least for a while without work.
	Always Reuse = "always"
	// WhileTasksWait: a goroutine takes the next task if one is waiting, and ends otherwise.
	WhileTasksWait Reuse = "while tasks wait"
	// Never: a goroutine per task, or the submitter's.
	Never Reuse = "never"
)

// Errors of Submit, Do and Map.
var (
	// ErrClosed is returned by Submit once Close has begun.
	ErrClosed = errors.New("variants: pool is closed")
	// ErrNilTask is returned by Submit for a nil task.
	ErrNilTask = errors.New("variants: task is nil")
	// ErrGoexit stands for a task that ended its goroutine with runtime.Goexit, as
	// testing.T.FailNow does.
	ErrGoexit = errors.New("variants: task called runtime.Goexit")
)

// PanicError is a panic of a task, turned into an error.
type PanicError struct {
	// Value is what was passed to panic; for panic(nil) a *runtime.PanicNilError.
	Value any
	// Stack is the stack of the panicking goroutine, as debug.Stack formats it.
	Stack []byte
}

// Error returns the panic's value in one line, without the stack.
func (e *PanicError) Error() string { return fmt.Sprintf("variants: task panicked: %v", e.Value) }

// Unwrap returns Value if it is an error, so that errors.Is and errors.As see through
// panic(err); otherwise nil.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}
