package openloop

import "time"

// spinFor is how long before an arrival the generator stops sleeping and watches the clock.
//
// Sleep-then-spin is how a load generator comes to be on time where it has a processor of
// its own. Here it shares GOMAXPROCS processors with the workers, and what it spins they
// lack. Medians of 12 windows of 300 ms, tasks of 150 µs on a channel pool, 2 processors:
//
//	                    10 % of capacity    50 % of capacity    cpu/wall
//	asleep until        lag p50   p99       lag p50   p99       at 50 %
//	time.Sleep             410  1054 µs        289  1818 µs     1.04
//	the alarm               35   126           118  1954        1.14
//	… spinning  10 µs       25   118           133  2002        1.13
//	… spinning  20 µs       17    99           101  1853        1.14
//	… spinning  50 µs        0    87            77  1732        1.18
//	… spinning 100 µs        0    36            70  2070        1.22
//	… spinning 200 µs        0    30            11  2949        1.36
//	never asleep             0   107             0  1174        1.96
//
// Beyond 20 µs the lag under load hardly shrinks, as it comes from workers that are busy,
// while the spinning grows into a load of its own: the median latency at 50 % is 0.5 ms up
// to 50 µs, 0.7 ms with 100 µs, 1.2 ms with 200 µs and 1.7 ms without any sleep.
const spinFor = 20 * time.Microsecond

// Await blocks until due has passed since start, or not at all if it has already, and returns
// how much time has passed by then: never less than due.
func (a *Alarm) Await(start time.Time, due time.Duration) time.Duration {
	if early := due - time.Since(start) - spinFor; early > 0 {
		a.sleep(early)
	}
	for {
		if now := time.Since(start); now >= due {
			return now
		}
	}
}
