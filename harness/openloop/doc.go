// Package openloop says when tasks arrive and wakes up in time for them.
//
// # Model
//
// In an open loop tasks arrive by a schedule that knows nothing of how earlier ones fare, as
// users do who know nothing of each other. [Poisson] and [Constant] are such schedules: the
// time of each arrival, counted from the first, all of them fixed before the window. A
// generator waits for each with an [Alarm] and hands the task over without waiting for a result.
// What it measures counts from the time in the schedule and not from when it got round to
// it; otherwise whoever is held up stops the clock for all who come meanwhile (coordinated
// omission: G. Tene, "How NOT to Measure Latency",
// https://www.infoq.com/presentations/latency-response-time/).
//
// # What it is not
//
// No generator: who is handed what, and what is measured, is its user's. And no clock of a real
// time system: an alarm is never early, but it is late when all processors are busy. Its
// user reports by how much.
package openloop
