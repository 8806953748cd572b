package variantstest

import (
	"context"
	"errors"
	"runtime"
	"strings"

	"poolbench/variants"
)

// doCases are about variants.Do on the pool.
func doCases() []Case {
	return []Case{
		{
			Name:  "do/value-and-error",
			Rule:  "Do returns the value and the very error that its function returned.",
			check: checkDoReturns,
		},
		{
			Name:  "do/many-callers",
			Rule:  "Callers of Do at the same time each get the result of their own function.",
			check: checkDoManyCallers,
		},
		{
			Name:  "do/panic",
			Rule:  "Do returns a panic of its function as a *PanicError with value and stack; Close does not report it again.",
			check: checkDoPanic,
		},
		{
			Name:   "do/goexit",
			Rule:   "Do returns ErrGoexit if its function called runtime.Goexit, and that costs no worker.",
			exempt: []exemption{needsGoexit},
			check:  checkDoGoexit,
		},
		{
			Name:   "do/goexit-reported-once",
			Rule:   "A runtime.Goexit that Do has returned to its caller is not reported again by Close.",
			exempt: []exemption{needsGoexit},
			check:  checkDoGoexitOnce,
		},
		{
			Name:   "do/cancel-while-running",
			Rule:   "If the context ends while the function runs, Do returns at once; the function runs to its end.",
			exempt: []exemption{needsAsync},
			check:  checkDoCancel,
		},
		{
			Name:  "do/refused",
			Rule:  "Do returns the context's error if that has ended, and ErrClosed after Close; its function never runs.",
			check: checkDoRefused,
		},
	}
}

// doing calls variants.Do in a goroutine of its own.
func doing[T any](s *subject, ctx context.Context, value *T, fn func() (T, error)) *call {
	return s.tr.start("Do", func() (err error) {
		*value, err = variants.Do(ctx, s.pool, fn)
		return err
	})
}

func checkDoReturns(tr *trial) {
	s := tr.open(2, 2)
	cause := errors.New("the cause")
	for range 10 {
		var value string
		err := doing(s, tr.ctx, &value, func() (string, error) { return "value", cause }).wait()
		if value != "value" || err != cause {
			tr.failf("Do returned %q and %v, want %q and %v", value, err, "value", cause)
		}
	}
	s.close()
}

func checkDoManyCallers(tr *trial) {
	s := tr.open(2, 2)
	const callers = 32
	var values [callers]int
	var calls [callers]*call
	for i := range callers {
		calls[i] = doing(s, tr.ctx, &values[i], func() (int, error) { return i, nil })
	}
	for i, c := range calls {
		c.succeed()
		if values[i] != i {
			tr.failf("Do returned %d to caller %d", values[i], i)
		}
	}
	s.close()
}

func checkDoPanic(tr *trial) {
	s := tr.open(1, 1)
	var value int
	err := doing(s, tr.ctx, &value, func() (int, error) { failingTask("in Do"); return 1, nil }).wait()
	var p *variants.PanicError
	if !errors.As(err, &p) || p.Value != "in Do" || !strings.Contains(string(p.Stack), "failingTask") {
		tr.failf("Do returned %v, want a *PanicError with the value and the stack", err)
	}
	doing(s, tr.ctx, &value, func() (int, error) { return 2, nil }).succeed()
	s.close()
}

func doGoexit() (int, error) { runtime.Goexit(); return 0, nil }

func checkDoGoexit(tr *trial) {
	s := tr.open(2, 1)
	var value int
	for range 5 {
		if err := doing(s, tr.ctx, &value, doGoexit).wait(); !errors.Is(err, variants.ErrGoexit) {
			tr.failf("Do returned %v, want %v", err, variants.ErrGoexit)
		}
	}
	s.fill().finish() // the capacity is intact
}

func checkDoGoexitOnce(tr *trial) {
	s := tr.open(2, 1)
	var value int
	doing(s, tr.ctx, &value, doGoexit).settle()
	s.close()
}

func checkDoCancel(tr *trial) {
	s := tr.open(1, 1)
	ctx, cancel := context.WithCancel(tr.ctx)
	l := s.newLoad()
	value := 0
	c := doing(s, ctx, &value, func() (int, error) { l.task(); return 1, nil })
	l.started.await(1, "functions have started")
	cancel()
	if err := c.wait(); err != context.Canceled || value != 0 {
		tr.failf("Do returned %d and %v, want no value and %v", value, err, context.Canceled)
	}
	l.size = 1
	l.finish()
	s.close()
}

func checkDoRefused(tr *trial) {
	s := tr.open(1, 1)
	cancelled, cancel := context.WithCancel(tr.ctx)
	cancel()
	value, ran := 0, tr.newMarks()
	fn := func() (int, error) { ran.hit(); return 1, nil }
	if err := doing(s, cancelled, &value, fn).wait(); err != context.Canceled {
		tr.failf("Do with a done context returned %v, want %v", err, context.Canceled)
	}
	s.close()
	if err := doing(s, tr.ctx, &value, fn).wait(); !errors.Is(err, variants.ErrClosed) {
		tr.failf("Do after Close returned %v, want %v", err, variants.ErrClosed)
	}
	ran.quiet("refused functions have run")
	ran.total(0, "refused functions have run")
}
