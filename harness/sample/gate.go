package sample

import (
	"fmt"
	"time"
)

// Gate is what the interference gate says of a measurement.
type Gate string

const (
	// Quiet means that nobody else used the processors noticeably.
	Quiet Gate = "ok"
	// Disturbed means that somebody did. The measurement may say more about them than about the pool.
	Disturbed Gate = "bad"
	// Unknown means that the system does not tell. That is neither good nor bad.
	Unknown Gate = "unknown"
)

const (
	// foreignLimit is how many processors' worth of time others may use during a window:
	// an eighth. An idle machine shows a few hundredths.
	foreignLimit = 0.12
	// foreignTick is the error of the kernel's clock ticks of 10 ms, of which about two are
	// wrong per window: it weighs the less, the longer the window is.
	foreignTick = 20 * time.Millisecond
)

// Disturbed tells whether the gate found the measurement bad. Such a measurement is shown
// and not compared.
func (m Measurement) Disturbed() bool {
	gate, _ := m.Gate()
	return gate == Disturbed
}

// Gate judges whether others disturbed the measurement, by what they used of the processors
// and by whether a quota held it up. The text says what was found where that is bad. It
// looks at causes only and never at how fast tasks were: a slow sample on a quiet machine is
// a result. What is counted or weighed is not disturbed by what others do, see counts.
func (m Measurement) Gate() (Gate, string) {
	if m.counts() {
		return Quiet, ""
	}
	if m.Throttled != nil && *m.Throttled > 0 {
		return Disturbed, fmt.Sprintf("ran into the quota of its control group (%d×)", *m.Throttled)
	}
	if m.ForeignCPU == nil {
		return Unknown, ""
	}
	if limit := foreignLimit + float64(foreignTick)/float64(m.WallNS); *m.ForeignCPU > limit {
		return Disturbed, fmt.Sprintf("others used %.2f of a processor", *m.ForeignCPU)
	}
	return Quiet, ""
}

// counts tells whether the measurement is first of all of memory, threads or goroutines. The times
// beside them are recorded and not judged: how long a backlog takes to drain, a garbage collection, or a
// burst, which ends long before the next of the ticks that the gate would have to go by.
func (m Measurement) counts() bool {
	return m.WaitingBytes != nil || m.ThreadsAdded != nil || m.GoroutinesLeft != nil || m.Parked != nil || m.Churned != nil
}
