package variantstest

import (
	"runtime"

	"go.uber.org/goleak"
)

// leakCases count goroutines, so nothing else may start any in the process meanwhile.
func leakCases() []Case {
	return []Case{
		{
			Name:  "leak/after-close",
			Rule:  "No goroutine of the pool is left after Close.",
			check: func(tr *trial) { checkLeak(tr, func() {}) },
		},
		{
			Name:  "leak/after-panics",
			Rule:  "No goroutine of the pool is left after Close, although tasks panicked.",
			check: func(tr *trial) { checkLeak(tr, func() { panic("a task fails") }) },
		},
		{
			Name:   "leak/after-goexit",
			Rule:   "No goroutine of the pool is left after Close, although tasks called runtime.Goexit.",
			exempt: []exemption{needsGoexit},
			check:  func(tr *trial) { checkLeak(tr, runtime.Goexit) },
		},
	}
}

// checkLeak looks for a while until all goroutines are gone, because one that has just let
// Close return may still have its last instructions to execute.
func checkLeak(tr *trial, task func()) {
	before := goleak.IgnoreCurrent()
	s := tr.open(3, 4)
	s.fill().finish()
	for range 20 {
		s.submit(task)
	}
	s.closing().settle()
	if err := goleak.Find(before); err != nil {
		tr.failf("goroutines are left after Close: %w", err)
	}
}
