//go:build exercise

package firstanswer_test

import (
	"context"
	"errors"
	"runtime"
	"testing"
	"testing/synctest"

	firstanswer "poolbench/harness/study/exercises/03-leak"
	"poolbench/harness/study/exercises/rule"
)

// requests are made with so many servers each.
const requests, servers = 100, 3

// at answers once the gate is open, whatever becomes of its context.
func at(gate chan struct{}, answer string) firstanswer.Ask {
	return func(context.Context) string { <-gate; return answer }
}

func open() chan struct{} {
	gate := make(chan struct{})
	close(gate)
	return gate
}

func TestFirst(t *testing.T) {
	rule.Name(t, "the first answer is returned, while the others are still at work")
	var answer string
	var err error
	returned := false
	rule.Bubble(t, func() {
		slow := make(chan struct{})
		go func() {
			answer, err = firstanswer.First(context.Background(), at(slow, "slow"), at(open(), "fast"), at(slow, "slow"))
			returned = true
		}()
		synctest.Wait()
		if !returned {
			answer = "nothing yet"
		}
		fast := answer
		close(slow)
		synctest.Wait()
		answer = fast
	})
	rule.Measured(t, "%q", answer)
	if answer != "fast" || err != nil {
		rule.Broken(t, "one of three servers had answered \"fast\"; First returned: %q, error %v", answer, err)
	}
}

func TestTimeOut(t *testing.T) {
	rule.Name(t, "if the context ends before there is an answer, First returns its error at once")
	err := errors.New("it did not return")
	rule.Bubble(t, func() {
		ctx, cancel := context.WithCancel(context.Background())
		never := make(chan struct{})
		got := make(chan error, 1)
		go func() {
			_, err := firstanswer.First(ctx, at(never, "late"), at(never, "late"))
			got <- err
		}()
		synctest.Wait()
		cancel()
		synctest.Wait()
		select {
		case err = <-got:
		default:
		}
		close(never)
	})
	if !errors.Is(err, context.Canceled) {
		rule.Broken(t, "the context was cancelled while no server had answered, and First said: %v", err)
	}
}

// left is how many goroutines requests leave behind. Each request ends because one server answers, or, if
// none does, because its context ends; afterwards all servers answer. It is -1 if a request did not end.
func left(t *testing.T, answered bool) int {
	n := -1
	rule.Bubble(t, func() {
		before := runtime.NumGoroutine()
		slow := make(chan struct{})
		for range requests {
			ctx, cancel := context.WithCancel(context.Background())
			asks := []firstanswer.Ask{at(slow, "slow")}
			for range servers - 2 {
				asks = append(asks, at(slow, "slow"))
			}
			if answered {
				asks = append(asks, at(open(), "fast"))
			} else {
				asks = append(asks, at(slow, "slow"))
				cancel()
			}
			_, _ = firstanswer.First(ctx, asks...)
			cancel()
		}
		close(slow)
		synctest.Wait()
		n = runtime.NumGoroutine() - before
	})
	return n
}

func TestLosers(t *testing.T) {
	rule.Name(t, "once all servers have answered, no goroutine of a request is left")
	n := left(t, true)
	rule.Measured(t, "%d goroutines after %d requests to %d servers each", n, requests, servers)
	if n > 0 {
		rule.Broken(t, "%d goroutines have an answer that nobody takes, and wait for ever: %d per request", n, n/requests)
	} else if n < 0 {
		rule.Broken(t, "First did not return before the slow servers had answered, so nothing could be counted")
	}
}

func TestLosersOfATimeOut(t *testing.T) {
	rule.Name(t, "the same if the context ended before the first answer")
	n := left(t, false)
	rule.Measured(t, "%d goroutines after %d requests to %d servers each", n, requests, servers)
	if n > 0 {
		rule.Broken(t, "%d goroutines were left behind by requests that had been given up", n)
	} else if n < 0 {
		rule.Broken(t, "First did not return before the slow servers had answered, so nothing could be counted")
	}
}

func TestLosersAreStopped(t *testing.T) {
	rule.Name(t, "the servers that have lost are told so: they need not go on")
	const losers = servers - 1
	stopped := 0
	rule.Bubble(t, func() {
		ctx, cancel := context.WithCancel(context.Background())
		told := make(chan struct{}, losers)
		waits := func(ctx context.Context) string { <-ctx.Done(); told <- struct{}{}; return "" }
		asks := []firstanswer.Ask{at(open(), "fast")}
		for range losers {
			asks = append(asks, waits)
		}
		_, _ = firstanswer.First(ctx, asks...)
		synctest.Wait()
		stopped = len(told)
		cancel()
	})
	rule.Measured(t, "%d of %d were told when First returned", stopped, losers)
	if stopped != losers {
		rule.Broken(t, "%d of %d go on working for a request that has its answer", losers-stopped, losers)
	}
}
