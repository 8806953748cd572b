package variantstest

import (
	"errors"
	"runtime"

	"poolbench/variants"
)

// failureCases are about what a failing task must not take along.
func failureCases() []Case {
	return []Case{
		{
			Name:  "failure/panic",
			Rule:  "A task that panics leaves the pool able to run the next task.",
			check: func(tr *trial) { checkSurvives(tr, func() { panic("a task fails") }) },
		},
		{
			Name:  "failure/panic-nil",
			Rule:  "A task that calls panic(nil) leaves the pool able to run the next task.",
			check: func(tr *trial) { checkSurvives(tr, panicNil) },
		},
		{
			Name:  "failure/runtime-error",
			Rule:  "A task that the runtime stops, by a write to a nil map, leaves the pool able to run the next task.",
			check: func(tr *trial) { checkSurvives(tr, func() { nilMap()["key"] = 1 }) },
		},
		{
			Name:  "failure/capacity-after-panics",
			Rule:  "After many panics as many tasks as before run at once, and as many wait.",
			check: func(tr *trial) { checkCapacityAfter(tr, func() { panic("a task fails") }) },
		},
		{
			Name:  "failure/panics-of-8-submitters",
			Rule:  "Submitters that compete for workers all get their tasks run, even if every task panics.",
			check: checkPanicsOfMany,
		},
		{
			Name:   "failure/capacity-after-goexit",
			Rule:   "After many tasks that called runtime.Goexit as many as before run at once, and as many wait.",
			exempt: []exemption{needsGoexit},
			check:  func(tr *trial) { checkCapacityAfter(tr, runtime.Goexit) },
		},
		{
			Name:  "failure/others-unharmed",
			Rule:  "A panic does not end, skip or repeat the tasks beside and behind it.",
			check: checkOthersUnharmed,
		},
	}
}

func panicNil() { panic(nil) } //nolint:govet // on purpose: since Go 1.21 this is a panic like any other

// nilMap keeps the compiler and linters from seeing that the map is nil.
func nilMap() map[string]int { return nil }

func checkSurvives(tr *trial, fail func()) {
	s := tr.open(1, 1)
	ran := tr.newMarks()
	for i := range 3 {
		s.submit(fail)
		s.submit(ran.hit)
		ran.await(i+1, "tasks have run after as many failures")
	}
	s.closing().settle()
}

func checkCapacityAfter(tr *trial, fail func()) {
	s := tr.open(3, 2)
	for range 50 {
		s.submit(fail)
	}
	s.fill().finish()
	s.closing().settle()
}

// checkPanicsOfMany needs many tasks: a worker that one submitter starts and another one's
// task takes away is a race.
func checkPanicsOfMany(tr *trial) {
	const submitters, each = 8, 500
	s := tr.open(2, 0)
	calls := make([]*call, submitters)
	for i := range calls {
		calls[i] = tr.start("Submit", func() error {
			for range each {
				if err := s.pool.Submit(tr.ctx, func() { panic("a task fails") }); err != nil {
					return err
				}
			}
			return nil
		})
	}
	for _, c := range calls {
		c.succeed()
	}
	s.closing().settle()
}

func checkOthersUnharmed(tr *trial) {
	s := tr.open(2, 4)
	beside := s.occupy(1)
	if s.workers() == 1 {
		beside.finish() // nothing can run beside it
	}
	ran := tr.newMarks()
	for range 20 {
		s.submit(func() { panic("a task fails") })
		s.submit(ran.hit)
	}
	ran.await(20, "tasks have run among as many that panicked")
	if s.workers() > 1 {
		beside.ended.total(0, "tasks that were running beside a panic have ended")
		beside.finish()
	}
	s.closing().settle()
	ran.total(20, "tasks have run among as many that panicked")
}

// panicErrors returns every PanicError in the tree of err, each once, in order.
func panicErrors(err error) []*variants.PanicError {
	if p, ok := err.(*variants.PanicError); ok {
		return []*variants.PanicError{p}
	}
	var found []*variants.PanicError
	switch wrapper := err.(type) {
	case interface{ Unwrap() []error }:
		for _, inner := range wrapper.Unwrap() {
			found = append(found, panicErrors(inner)...)
		}
	case interface{ Unwrap() error }:
		found = panicErrors(errors.Unwrap(err))
	}
	return found
}
