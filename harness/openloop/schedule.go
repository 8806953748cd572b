package openloop

import (
	"fmt"
	"math/rand/v2"
	"time"
)

// scheduleStream separates the arrivals from anything else that a seed is used for. Its
// value means nothing.
const scheduleStream = 0x6172726976616c73

// fastest is the largest rate per second: beyond an arrival per nanosecond all would
// arrive at once, and that is a batch.
const fastest = 1e9

// longestSchedule is how long arrivals may go on: longer than any time-out, and far from
// where nanoseconds no longer fit.
const longestSchedule = time.Hour

// Poisson returns when n tasks arrive, counted from the first, which arrives at 0: a Poisson
// process, as of many independent users, whose gaps are exponentially distributed with mean
// 1/rate; rate is per second. The same arguments give the same schedule, on every machine,
// and with a larger n it goes on and is no other. An error says which argument describes no
// schedule: allowed is at least 1 task, within an hour.
func Poisson(n int, rate float64, seed uint64) ([]time.Duration, error) {
	if err := allowed(n, rate); err != nil {
		return nil, err
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

// Constant returns when n tasks arrive if all gaps are 1/rate, counted from the first, which
// arrives at 0; rate is per second. Errors are those of Poisson.
//
// Equal gaps are kinder to every server than what it will meet: no two tasks ever arrive
// together, and one that is fast enough on average never makes anybody wait. Poisson is the
// honest default; equal gaps show what is left when chance is taken out.
func Constant(n int, rate float64) ([]time.Duration, error) {
	if err := allowed(n, rate); err != nil {
		return nil, err
	}
	due := make([]time.Duration, n)
	for i := range due {
		due[i] = time.Duration(float64(i) / rate * float64(time.Second)) // not a sum, so that no error adds up
	}
	return due, nil
}

func allowed(n int, rate float64) error {
	length := float64(n) / rate * float64(time.Second)
	if n < 1 || !(rate > 0 && rate <= fastest && length <= float64(longestSchedule)) { // so written for NaN
		return fmt.Errorf("%d tasks at %v per second: allowed is at least 1 task, up to %v per second, within %v", n, rate, fastest, longestSchedule)
	}
	return nil
}
