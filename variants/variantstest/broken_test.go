package variantstest

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/variants"
	"poolbench/variants/channel"
	"poolbench/variants/inline"
)

// broken is a pool with a defect, and the case that has to notice it.
type broken struct {
	name   string // of the case
	defect string
	pool   breakage
	reason string // part of the case's error
	hangs  bool   // the case notices by waiting in vain
}

// brokenPools has at least one row for every case.
var brokenPools = []broken{
	{name: "open/workers-below-1", defect: "an invalid number is silently corrected", reason: "Workers:0 Queue:0} succeeded",
		pool: opens(func(c *variants.Config) { c.Workers = max(c.Workers, 1) })},
	{name: "open/queue-below-0", defect: "an invalid number is silently corrected", reason: "Queue:-1} succeeded",
		pool: opens(func(c *variants.Config) { c.Queue = max(c.Queue, 0) })},
	{name: "open/pools-share-nothing", defect: "everybody gets the same pool", reason: "Submit has not returned", hangs: true,
		pool: singleton},
	{name: "submit/nil-task", defect: "a nil task is accepted, and a worker dies of it", reason: "returned <nil>, want variants: task is nil",
		pool: submits(func(ctx context.Context, task func(), next variants.Pool) error {
			return next.Submit(ctx, func() { task() })
		})},
	{name: "submit/nil-task", defect: "a nil task is refused, but the worker that was woken for it is lost", reason: "blocking tasks have started", hangs: true,
		pool: losesWorkerToNil},
	{name: "submit/done-context", defect: "the context is only asked while Submit waits", reason: "Submit returned <nil>, want context canceled",
		pool: ignoresContext},
	{name: "submit/done-context", defect: "the context is asked when the task is about to run", reason: "Submit returned <nil>, want context canceled",
		pool: checksContextLate},
	{name: "submit/context-cause", defect: "Submit returns the cause", reason: "Submit returned the cause",
		pool: returnsCause},
	{name: "submit/order-of-errors", defect: "the pool's state is looked at first", reason: "Submit returned variants: pool is closed, want variants: task is nil",
		pool: looksAtStateFirst},
	{name: "submit/cancel-after-acceptance", defect: "the context is asked again when the task is about to run", reason: "2 of 5 accepted tasks have ended", hangs: true,
		pool: checksContextLate},

	{name: "exactly-once/1-submitter", defect: "a task is retried", reason: "had run 2 times",
		pool: runsTwice},
	{name: "exactly-once/1-submitter", defect: "Close drops what is in a batch", reason: "task 0 of 250 had run 0 times",
		pool: batches(251)},
	{name: "exactly-once/8-submitters", defect: "a task is lost where two submitters meet", reason: "had run 0 times",
		pool: dropsEvery(8)},
	{name: "starts/lone-task", defect: "a batch is flushed when it is full, and not before", reason: "0 of 1 tasks have started", hangs: true,
		pool: batches(4)},
	{name: "memory/submit-to-task-to-close", defect: "the last tasks have not run when Close returns", reason: "the result of task 96 is 0",
		pool: batches(8)},

	{name: "workers/no-more-than-declared", defect: "one worker more than asked for", reason: "tasks run",
		pool: opens(func(c *variants.Config) { c.Workers++ })},
	{name: "workers/racing-first-submits", defect: "one worker more than asked for", reason: "2 tasks ran at once",
		pool: opens(func(c *variants.Config) { c.Workers++ })},
	{name: "workers/all-at-once", defect: "one worker fewer than asked for", reason: "2 of 3 blocking tasks have started", hangs: true,
		pool: opens(func(c *variants.Config) { c.Workers-- })},
	{name: "workers/no-idle-worker", defect: "every worker has a queue of its own", reason: "Submit has not returned", hangs: true,
		pool: queuePerWorker},
	{name: "queue/no-more-than-declared", defect: "one place more than asked for", reason: "returned <nil>, want it to block",
		pool: opens(func(c *variants.Config) { c.Queue++ })},
	{name: "queue/no-more-than-declared", defect: "the semaphore is acquired inside the go statement", reason: "returned <nil>, want it to block",
		pool: semaphoreInside},
	{name: "queue/0-places", defect: "a queue has at least one place", reason: "returned <nil>, want it to block",
		pool: opens(func(c *variants.Config) { c.Queue = max(c.Queue, 1) })},
	{name: "queue/all-places", defect: "the queue is not buffered", reason: "Submit, with 0 tasks in a queue of 5 places, has not returned", hangs: true,
		pool: opens(func(c *variants.Config) { c.Queue = 0 })},

	{name: "fifo/1-worker", defect: "the queue is a stack", reason: "out of order",
		pool: lifo},
	{name: "async/submit-does-not-wait", defect: "Submit waits for its task", reason: "Submit has not returned", hangs: true,
		pool: waitsForTask},
	{name: "sync/submit-waits", defect: "Submit hands the task to a goroutine", reason: "Submit returned (<nil>) before its task has ended",
		pool: func(<-chan struct{}) Open { return channel.Open }},
	{name: "reuse/goroutines", defect: "a goroutine per task, of which most wait", reason: "100 goroutines ran 100 tasks",
		pool: semaphoreInside},

	{name: "blocked/cancel", defect: "a blocked Submit cannot be abandoned", reason: "Submit has not returned", hangs: true,
		pool: ignoresContext},
	{name: "blocked/deadline", defect: "a blocked Submit cannot be abandoned", reason: "Submit has not returned", hangs: true,
		pool: ignoresContext},
	{name: "blocked/context-cause", defect: "Submit returns the cause", reason: "the blocked Submit returned the cause",
		pool: returnsCause},
	{name: "blocked/no-lost-place", defect: "who gives up still takes the place when it frees", reason: "blocking tasks have started", hangs: true,
		pool: keepsAbandonedPlace},
	{name: "blocked/64-submitters", defect: "one field for the waiter where a list is needed", reason: "a Submit among many has not returned", hangs: true,
		pool: remembersOneWaiter},
	{name: "blocked/wakes-on-close", defect: "Close drains first and wakes the blocked afterwards", reason: "Submit has not returned", hangs: true,
		pool: drainsBeforeClosing},
	{name: "nested/with-room", defect: "one lock around Submit and around tasks", reason: "the nested Submit has not returned", hangs: true,
		pool: locksAroundTasks},
	{name: "nested/full-with-deadline", defect: "a blocked Submit cannot be abandoned", reason: "the nested Submit on a full pool has not returned", hangs: true,
		pool: ignoresContext},

	{name: "failure/panic", defect: "a worker whose task panicked is not replaced", reason: "0 of 1 tasks have run after", hangs: true,
		pool: losesWorker(byAnything)},
	{name: "failure/panic-nil", defect: "recover is expected to return nil for panic(nil)", reason: "0 of 1 tasks have run after", hangs: true,
		pool: losesWorker(byPanicNil)},
	{name: "failure/runtime-error", defect: "a worker is given up after a runtime error", reason: "0 of 1 tasks have run after", hangs: true,
		pool: losesWorker(byRuntimeErr)},
	{name: "failure/capacity-after-panics", defect: "a worker whose task panicked is not replaced", reason: "Submit has not returned", hangs: true,
		pool: losesWorker(byAnything)},
	{name: "failure/capacity-after-panics", defect: "one worker is not replaced", reason: "2 of 3 blocking tasks have started", hangs: true,
		pool: losesOneWorker},
	{name: "failure/panics-of-8-submitters", defect: "a worker whose task panicked is not replaced", reason: "Submit has not returned", hangs: true,
		pool: losesWorker(byAnything)},
	{name: "failure/capacity-after-goexit", defect: "a worker whose task ended its goroutine is not replaced", reason: "Submit has not returned", hangs: true,
		pool: losesWorker(byGoexit)},
	{name: "failure/others-unharmed", defect: "the rest of a batch is lost with the task that panicked", reason: "of 20 tasks have run among", hangs: true,
		pool: losesNextTask},

	{name: "report/none", defect: "a refusal counts as a failure", reason: "Close returned context canceled, want nil",
		pool: reportsRefusals},
	{name: "report/again", defect: "only the first Close knows the result", reason: "a repeated Close reports 0 of 1 failures",
		pool: waitsInFirstClose},
	{name: "report/every-panic", defect: "only the first failure is kept", reason: "Close reports 1 of 5 panics",
		pool: closes(func(next variants.Pool) error { return panicErrors(next.Close())[0] })},
	{name: "report/every-panic", defect: "the stack is taken by Close", reason: "does not show the task",
		pool: closes(func(next variants.Pool) error {
			err := next.Close()
			for _, p := range panicErrors(err) {
				p.Stack = []byte("goroutine 1 [running]: Close")
			}
			return err
		})},
	{name: "report/panic-nil", defect: "a panic is kept as text", reason: "want a *PanicError with a *runtime.PanicNilError",
		pool: panicsBecomeText},
	{name: "report/panic-with-error", defect: "a panic is kept as text", reason: "does not wrap the error",
		pool: panicsBecomeText},
	{name: "report/goexit", defect: "the task runs in a goroutine whose end is all that is waited for", reason: "Close returned <nil>, want variants: task called runtime.Goexit",
		pool: runsInChild},
	{name: "report/total-beyond-the-limit", defect: "all failures are kept for ever", reason: "Close reports 41 of 41 failures one by one",
		pool: keepsAllPanics},
	{name: "report/total-beyond-the-limit", defect: "what is not kept is not counted", reason: "Close does not say that 41 tasks failed",
		pool: closes(func(next variants.Pool) error {
			err := errors.Unwrap(next.Close()) // without the line that has the total
			return err
		})},

	{name: "close/never-used", defect: "Close waits for the first task to have started the workers", reason: "Close has not returned", hangs: true,
		pool: waitsForFirstTask},
	{name: "close/drains", defect: "Close does not wait", reason: "Close returned (<nil>) before the accepted tasks have ended",
		pool: closesTooEarly},
	{name: "close/twice", defect: "close(channel) twice", reason: "Close panicked: close of closed channel",
		pool: closesChannelTwice},
	{name: "close/concurrently", defect: "only the first Close waits", reason: "before the accepted task has ended",
		pool: waitsInFirstClose},
	{name: "close/refuses-submit", defect: "a closed pool runs the task in the submitter", reason: "Submit returned <nil>, want variants: pool is closed",
		pool: runsTaskOnceClosed},
	{name: "close/refuses-while-draining", defect: "Close drains first and refuses afterwards", reason: "Submit during Close has not returned", hangs: true,
		pool: drainsBeforeClosing},
	{name: "close/racing-submits", defect: "Submit looks at a flag, is overtaken by Close and drops the task", reason: "when Close returned,",
		pool: acceptsWhileClosing},
	{name: "leak/after-close", defect: "a helper goroutine is never told to end", reason: "goroutines are left after Close",
		pool: mutate(func(_ *mutant, _ variants.Config, released <-chan struct{}) { go func() { <-released }() })},
	{name: "leak/after-panics", defect: "a panicked worker is replaced, but stays", reason: "goroutines are left after Close",
		pool: leaksGoroutine},
	{name: "leak/after-goexit", defect: "a worker that ended is replaced twice", reason: "goroutines are left after Close",
		pool: leaksGoroutine},

	{name: "do/value-and-error", defect: "Submit reports a refusal, but the task runs", reason: `Do returned "" and variants: pool is closed`,
		pool: submits(func(ctx context.Context, task func(), next variants.Pool) error {
			return errors.Join(next.Submit(ctx, task), variants.ErrClosed)
		})},
	{name: "do/many-callers", defect: "a task is lost where two submitters meet", reason: "Do has not returned", hangs: true,
		pool: dropsEvery(8)},
	{name: "do/panic", defect: "Close has an error of its own, in any case", reason: "Close returned pool stopped, want nil",
		pool: closesWithError},
	{name: "do/goexit", defect: "a worker whose task ended its goroutine is not replaced", reason: "has not returned", hangs: true,
		pool: losesWorker(byGoexit)},
	{name: "do/goexit-reported-once", defect: "a decorator hides the pool's Failures from Do", reason: "Close returned variants: 1 failed tasks",
		pool: mutate(func(*mutant, variants.Config, <-chan struct{}) {})},
	{name: "do/cancel-while-running", defect: "Submit waits for its task", reason: "Do has not returned", hangs: true,
		pool: waitsForTask},
	{name: "do/refused", defect: "a closed pool runs the task in the submitter", reason: "Do after Close returned <nil>",
		pool: runsTaskOnceClosed},

	{name: "map/order", defect: "a place is taken with the task and never given back", reason: "Map has not returned", hangs: true,
		pool: keepsPlaces},
	{name: "map/empty", defect: "Close has an error of its own, in any case", reason: "Close returned pool stopped, want nil",
		pool: closesWithError},
	{name: "map/many-callers", defect: "a task is lost where two submitters meet", reason: "Map has not returned", hangs: true,
		pool: dropsEvery(8)},
	{name: "map/first-error", defect: "a task whose context has ended is dropped after acceptance", reason: "Map has not returned", hangs: true,
		pool: checksContextLate},
	{name: "map/panic", defect: "Close has an error of its own, in any case", reason: "Close returned pool stopped, want nil",
		pool: closesWithError},
	{name: "map/goexit", defect: "a worker whose task ended its goroutine is not replaced", reason: "blocking tasks have started", hangs: true,
		pool: losesWorker(byGoexit)},
	{name: "map/cancel", defect: "a task whose context has ended is dropped after acceptance", reason: "Map has not returned", hangs: true,
		pool: checksContextLate},
	{name: "map/closed", defect: "a closed pool runs the task in the submitter", reason: "Map after Close returned <nil>",
		pool: runsTaskOnceClosed},
}

// traitsFor are those of the healthy pool that the case applies to.
func traitsFor(c Case) (variants.Traits, Open) {
	if c.Skip(channel.Traits) != "" {
		return inline.Traits, inline.Open
	}
	return channel.Traits, channel.Open
}

func caseNamed(t *testing.T, name string) Case {
	for _, c := range Cases() {
		if c.Name == name {
			return c
		}
	}
	require.FailNow(t, "no case is named "+name)
	return Case{}
}

func TestEveryCaseHasABrokenPool(t *testing.T) {
	hasRow := map[string]bool{}
	for _, row := range brokenPools {
		hasRow[row.name] = true
	}
	for _, c := range Cases() {
		assert.Truef(t, hasRow[c.Name], "no broken pool proves that case %s can fail", c.Name)
	}
}

func TestHealthyPoolsPass(t *testing.T) {
	for _, c := range Cases() {
		traits, open := traitsFor(c)
		assert.NoError(t, c.Check(open, traits, DefaultLimit))
	}
}

// verdict runs the row's case on the row's pool until it fails. Usually that is at once;
// on a busy machine a watch for something that must not happen can miss it.
func (row broken) verdict(c Case, released <-chan struct{}) (err error) {
	limit := DefaultLimit
	if row.hangs {
		limit = time.Second
	}
	traits, _ := traitsFor(c)
	for range 5 {
		if err = c.Check(row.pool(released), traits, limit); err != nil {
			break
		}
	}
	return err
}

// TestBrokenPoolsFail runs the rows that fail at once in turn, and those that run into
// their limit together, since these only wait.
func TestBrokenPoolsFail(t *testing.T) {
	released := make(chan struct{})
	defer close(released)
	verdicts := make([]error, len(brokenPools))
	var hanging sync.WaitGroup
	for _, together := range []bool{false, true} {
		for i, row := range brokenPools {
			c := caseNamed(t, row.name)
			if row.hangs != together {
				continue
			}
			if together {
				hanging.Go(func() { verdicts[i] = row.verdict(c, released) })
			} else {
				verdicts[i] = row.verdict(c, released)
			}
		}
	}
	hanging.Wait()
	for i, row := range brokenPools {
		t.Run(row.name+": "+row.defect, func(t *testing.T) {
			require.Error(t, verdicts[i], "the case does not notice")
			assert.ErrorContains(t, verdicts[i], row.reason)
			assert.Equal(t, row.hangs, errors.Is(verdicts[i], ErrTimeout), "whether it timed out: %v", verdicts[i])
		})
	}
}
