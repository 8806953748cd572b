// Package rule is how the tests of exercises talk to who solves them: in sentences.
//
// # Model
//
// A test names the rule that it holds a solution to, says what it measured, and if the rule is broken
// how. The judge, make exercise, prints these sentences and nothing else of a test's output.
//
// # What it is not
//
// No library for assertions: what is compared is the test's own.
package rule

import (
	"testing"
	"time"
)

// Patience is how long [Ends] waits: what hangs hangs for ever, and what does not ends within
// milliseconds, on a busy machine within a second.
const Patience = 10 * time.Second

// Name says in a sentence what the test holds the solution to: "every task runs once". It is what a
// test begins with.
func Name(t testing.TB, sentence string) {
	t.Helper()
	t.Log("rule: " + sentence)
}

// Measured says what was measured: "4 tasks of 10 ran".
func Measured(t testing.TB, format string, args ...any) {
	t.Helper()
	t.Logf("measured: "+format, args...)
}

// Broken says how the rule is broken, and fails the test, which goes on.
func Broken(t testing.TB, format string, args ...any) {
	t.Helper()
	t.Errorf("broken: "+format, args...)
}

// Ends runs f and waits until it has returned. After [Patience] the rule is broken, what did not
// end, "Close", is named, and Ends returns false; f is left behind.
func Ends(t testing.TB, what string, f func()) bool {
	t.Helper()
	done := make(chan struct{})
	go func() {
		defer close(done)
		f()
	}()
	select {
	case <-done:
		return true
	case <-time.After(Patience):
		Broken(t, "%s did not end within %v", what, Patience)
		return false
	}
}
