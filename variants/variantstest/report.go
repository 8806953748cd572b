package variantstest

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"runtime"
	"strings"

	"poolbench/variants"
)

// reportCases are about the error that Close returns.
func reportCases() []Case {
	return []Case{
		{
			Name:  "report/none",
			Rule:  "Close returns nil if no task failed, whatever was refused.",
			check: checkReportNone,
		},
		{
			Name:  "report/again",
			Rule:  "A repeated Close returns the same failures.",
			check: checkReportAgain,
		},
		{
			Name:  "report/every-panic",
			Rule:  "Close reports every panic as a *PanicError with its value and the stack of the task.",
			check: checkReportPanics,
		},
		{
			Name:  "report/panic-nil",
			Rule:  "Close reports panic(nil) as a *PanicError with a *runtime.PanicNilError.",
			check: checkReportPanicNil,
		},
		{
			Name:  "report/panic-with-error",
			Rule:  "If a task panicked with an error, errors.Is finds that in the error of Close.",
			check: checkReportUnwraps,
		},
		{
			Name:   "report/goexit",
			Rule:   "Close reports a task that called runtime.Goexit as ErrGoexit.",
			exempt: []exemption{needsGoexit},
			check:  checkReportGoexit,
		},
		{
			Name:  "report/total-beyond-the-limit",
			Rule:  "Of very many failures, Close reports the first MaxReportedFailures and the exact total.",
			check: checkReportTotal,
		},
	}
}

func checkReportNone(tr *trial) {
	s := tr.open(2, 2)
	cancelled, cancel := context.WithCancel(tr.ctx)
	cancel()
	s.submitting(cancelled, func() {}).settle()
	s.submit(func() {})
	s.close()
}

func checkReportAgain(tr *trial) {
	s := tr.open(2, 2)
	s.submit(func() { panic("a task fails") })
	for range 3 {
		err := s.closing().wait()
		if n := len(panicErrors(err)); n != 1 {
			tr.failf("a repeated Close reports %d of 1 failures: %v", n, err)
		}
	}
}

func checkReportPanics(tr *trial) {
	s := tr.open(1, 4)
	const panics = 5
	for i := range panics {
		s.submit(func() { failingTask(i) })
	}
	err := s.closing().wait()
	reported := panicErrors(err)
	if len(reported) != panics {
		tr.failf("Close reports %d of %d panics: %v", len(reported), panics, err)
	}
	seen := map[any]bool{}
	for _, p := range reported {
		seen[p.Value] = true
		if !strings.Contains(string(p.Stack), "failingTask") {
			tr.failf("the stack of the panic %v does not show the task: %s", p.Value, p.Stack)
		}
	}
	for i := range panics {
		if !seen[i] {
			tr.failf("Close does not report panic(%d): %v", i, err)
		}
	}
}

// failingTask has a name to look for in a stack.
//
//go:noinline
func failingTask(value any) { panic(value) }

func checkReportPanicNil(tr *trial) {
	s := tr.open(1, 1)
	s.submit(panicNil)
	err := s.closing().wait()
	var nilPanic *runtime.PanicNilError
	if reported := panicErrors(err); len(reported) != 1 || !errors.As(err, &nilPanic) {
		tr.failf("Close returned %v, want a *PanicError with a *runtime.PanicNilError", err)
	}
}

func checkReportUnwraps(tr *trial) {
	s := tr.open(1, 1)
	cause := errors.New("the cause")
	s.submit(func() { panic(fmt.Errorf("a task fails: %w", cause)) })
	if err := s.closing().wait(); !errors.Is(err, cause) {
		tr.failf("Close returned %v, which does not wrap the error that the task panicked with", err)
	}
}

func checkReportGoexit(tr *trial) {
	s := tr.open(2, 2)
	s.submit(runtime.Goexit)
	err := s.closing().wait()
	if !errors.Is(err, variants.ErrGoexit) {
		tr.failf("Close returned %v, want %v in it", err, variants.ErrGoexit)
	}
	if len(panicErrors(err)) > 0 {
		tr.failf("Close reports runtime.Goexit as a panic: %v", err)
	}
}

func checkReportTotal(tr *trial) {
	const failures = 41
	s := tr.open(2, 4)
	for range failures {
		s.submit(func() { panic("a task fails") })
	}
	err := s.closing().wait()
	if n := len(panicErrors(err)); n != variants.MaxReportedFailures {
		tr.failf("Close reports %d of %d failures one by one, want %d", n, failures, variants.MaxReportedFailures)
	}
	if first, _, _ := strings.Cut(err.Error(), "\n"); !regexp.MustCompile(fmt.Sprintf(`\b%d\b`, failures)).MatchString(first) {
		tr.failf("Close does not say that %d tasks failed: %s", failures, first)
	}
}
