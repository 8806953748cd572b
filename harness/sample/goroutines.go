package sample

// Parked is what Tasks goroutines cost while all of them wait.
type Parked struct {
	// ResidentBytes is what the resident set has grown by since before they were started; nil if
	// unknown.
	ResidentBytes *int64 `json:"resident_bytes,omitempty"`
	// CycleNS is how long a garbage collection takes, from its call to its return: the median of
	// several.
	CycleNS int64 `json:"cycle_ns"`
	// CycleCPUNS is the processor time of one, on all processors.
	CycleCPUNS int64 `json:"cycle_cpu_ns,omitempty"`
}

// Churned is what became of a pool's goroutines between two bursts, and of tasks that come one at
// a time. Tasks of the measurement are those of the first burst, and its wall time is theirs.
type Churned struct {
	// SecondNS is the wall time of the second burst.
	SecondNS int64 `json:"second_ns"`
	// Peak is how many goroutines more than before its opening the pool had during the first burst, Left
	// how many after it was left alone.
	Peak int64 `json:"peak"`
	Left int64 `json:"left"`
	// Course is how many there were meanwhile.
	Course []GoroutinesAt `json:"course,omitempty"`
	// Spaced is how many tasks came one at a time, SpacedOn on how many goroutines they ran.
	Spaced   int64 `json:"spaced,omitempty"`
	SpacedOn int64 `json:"spaced_on,omitempty"`
}

// GoroutinesAt is a number of goroutines at a time after the end of the first burst.
type GoroutinesAt struct {
	NS         int64 `json:"ns"`
	Goroutines int64 `json:"goroutines"`
}

// ResidentPerGoroutine is what the resident set has grown by per waiting goroutine, in bytes; false if
// unknown.
func (m Measurement) ResidentPerGoroutine() (bytes float64, known bool) {
	if m.Parked == nil || m.Parked.ResidentBytes == nil {
		return 0, false
	}
	return float64(*m.Parked.ResidentBytes) / float64(m.Tasks), true
}

// CollectionTime is how long a garbage collection takes beside the waiting goroutines, in nanoseconds; false
// unless that was measured.
func (m Measurement) CollectionTime() (ns float64, known bool) {
	if m.Parked == nil {
		return 0, false
	}
	return float64(m.Parked.CycleNS), m.Parked.CycleNS > 0
}

// WorkersLeft is how many goroutines a pool still has after it was left alone, at least 0; false unless
// they were counted.
func (m Measurement) WorkersLeft() (goroutines float64, known bool) {
	if m.Churned == nil {
		return 0, false
	}
	return float64(max(m.Churned.Left, 0)), true
}

// SecondBurst is the wall time of the second burst in nanoseconds; false unless there was one.
func (m Measurement) SecondBurst() (ns float64, known bool) {
	if m.Churned == nil {
		return 0, false
	}
	return float64(m.Churned.SecondNS), m.Churned.SecondNS > 0
}

// SecondOverFirst is the time of the second burst divided by that of the first; false unless there
// were two.
func (m Measurement) SecondOverFirst() (ratio float64, known bool) {
	second, known := m.SecondBurst()
	return second / float64(m.WallNS), known && m.WallNS > 0
}

// SpacedGoroutines is on how many goroutines the tasks ran that came one at a time; false unless some did.
func (m Measurement) SpacedGoroutines() (goroutines float64, known bool) {
	if m.Churned == nil {
		return 0, false
	}
	return float64(m.Churned.SpacedOn), m.Churned.SpacedOn > 0
}

// Started is what workers keep that were started one after the other.
type Started struct {
	// Workers is how many.
	Workers int64 `json:"workers"`
	// BeforeRSS is the resident set of all processes of the system before the first was started, AfterRSS when
	// each had done one task, both in bytes.
	BeforeRSS uint64 `json:"before_rss"`
	AfterRSS  uint64 `json:"after_rss"`
}

// ResidentPerWorker is the resident memory that each started worker added, at least 0: a garbage collection
// meanwhile may have freed more. False if unknown, or if the shape is not started.
func (m Measurement) ResidentPerWorker() (bytes float64, known bool) {
	if m.Started == nil || m.Started.Workers < 1 {
		return 0, false
	}
	return max(0, float64(m.Started.AfterRSS)-float64(m.Started.BeforeRSS)) / float64(m.Started.Workers), true
}
