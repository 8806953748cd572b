package sample

// Served is what became of requests. Their number is Tasks of the measurement, and its Latency is
// that of the answered ones.
type Served struct {
	Answered int64 `json:"answered"`
	Rejected int64 `json:"rejected"`
	Failed   int64 `json:"failed"`
	// Connections are those that the generator of requests had opened in the end: how many
	// requests were under way at once, but never fewer than it opened at first.
	Connections int64 `json:"connections"`
	// Rejection is how long it took to be rejected; nil if nobody was.
	Rejection *Latency `json:"rejection,omitempty"`
	// Early and Late are the latencies of those answered among the first and the last third of
	// the arrivals: where work piles up, the later wait longer. Nil if there are none.
	Early *Latency `json:"early,omitempty"`
	Late  *Latency `json:"late,omitempty"`
	// PerProcess is how many requests each process answered, where a supervisor has started them on
	// one port. What the measurement says of garbage, preemption and the scheduler is then of the supervisor.
	PerProcess []int64 `json:"per_process,omitempty"`
	// ProcessesRSS is the sum of their largest resident sets in bytes; nil if unknown.
	ProcessesRSS *uint64 `json:"processes_rss,omitempty"`
}

// Growth is the median latency of those who came late divided by that of those who came early;
// false unless both are known. Near 1 while a service keeps up.
func (m Measurement) Growth() (ratio float64, known bool) {
	s := m.Served
	if s == nil || s.Early == nil || s.Late == nil || s.Early.P50NS <= 0 {
		return 0, false
	}
	return float64(s.Late.P50NS) / float64(s.Early.P50NS), true
}

// Balance is the largest share of answers that a process gave, times the number of processes: 1 is
// even, and their number if one gave all of them. False unless several processes could answer.
func (m Measurement) Balance() (ratio float64, known bool) {
	if m.Served == nil || len(m.Served.PerProcess) < 2 {
		return 0, false
	}
	return Balance(m.Served.PerProcess)
}

// Balance is the largest of so many numbers of answers divided by their mean: 1 is even. False if there
// are no answers.
func Balance(answers []int64) (ratio float64, known bool) {
	most, all := int64(0), int64(0)
	for _, n := range answers {
		most, all = max(most, n), all+n
	}
	return float64(most) * float64(len(answers)) / float64(all), all > 0
}

// AnswersPerSecond is how many requests the service answered per second; false unless it was asked for any.
func (m Measurement) AnswersPerSecond() (rate float64, known bool) {
	if m.Served == nil || m.WallNS <= 0 {
		return 0, false
	}
	return float64(m.Served.Answered) / float64(m.WallNS) * 1e9, m.Served.Answered > 0
}

// ProcessesResident is the sum of the largest resident sets of all processes that share the port, in
// bytes; false if unknown.
func (m Measurement) ProcessesResident() (bytes float64, known bool) {
	if m.Served == nil || m.Served.ProcessesRSS == nil {
		return 0, false
	}
	return float64(*m.Served.ProcessesRSS), true
}
