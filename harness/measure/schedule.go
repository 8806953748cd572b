package measure

import (
	"fmt"
	"math/rand/v2"
	"time"
)

// scheduleStream separates the arrivals from anything else that a seed is used for. Its
// value means nothing.
const scheduleStream = 0x6172726976616c73

// fastest is the largest rate per second: beyond a task per nanosecond all tasks would
// arrive at once, and that is a batch.
const fastest = 1e9

// longestSchedule is how long arrivals may go on: longer than any time-out, and far from
// where nanoseconds no longer fit.
const longestSchedule = time.Hour

// poisson returns when n tasks arrive, counted from the first, which arrives at 0: a Poisson
// process, as of many independent users, whose gaps are exponentially distributed with mean
// 1/rate. The same arguments give the same schedule, on every machine. An error says which
// argument describes no schedule.
//
// Equal gaps would be kinder to every pool: no two tasks ever arrive together, and a pool
// that is fast enough on average never makes anybody wait.
func poisson(n int, rate float64, seed uint64) ([]time.Duration, error) {
	length := float64(n) / rate * float64(time.Second)
	if n < 1 || !(rate > 0 && rate <= fastest && length <= float64(longestSchedule)) { // so written for NaN
		return nil, fmt.Errorf("%d tasks at %v per second: allowed is at least 1 task, up to %v per second, within %v", n, rate, fastest, longestSchedule)
	}
	random := rand.New(rand.NewPCG(seed, scheduleStream))
	due := make([]time.Duration, n)
	seconds := 0.0
	for i := 1; i < n; i++ {
		seconds += random.ExpFloat64() / rate
		due[i] = time.Duration(seconds * float64(time.Second))
	}
	return due, nil
}
