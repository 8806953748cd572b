package sample

// Measurement is what one timed window yields. Counters cover the window and the whole
// process, its garbage collector included.
type Measurement struct {
	Tasks    int    `json:"tasks"`
	WallNS   int64  `json:"wall_ns"`
	UserNS   int64  `json:"user_ns"`
	SystemNS int64  `json:"system_ns"`
	Allocs   uint64 `json:"allocs"`
	Bytes    uint64 `json:"bytes"`
	GCCycles uint32 `json:"gc_cycles"`
	// PeakRSS is the largest resident set of the process up to the end of the window; nil
	// if unknown. Of a system of several processes it is the sum of theirs, which counts pages that they
	// share once for each.
	PeakRSS *uint64 `json:"peak_rss,omitempty"`
	// PeakGoroutines is the largest number of goroutines seen by the submitters, which
	// look at every 256th submission and after the last one; 0 where nobody looked.
	PeakGoroutines int `json:"peak_goroutines"`
	// ForeignCPU is how many processors' worth of time others used meanwhile; nil if
	// unknown. See machine.ForeignCPU for its error.
	ForeignCPU *float64 `json:"foreign_cpu,omitempty"`
	// WaitingBytes is the live memory of Tasks waiting tasks; nil unless the shape of the
	// load is backlog, where the times above say nothing about speed.
	WaitingBytes *int64 `json:"waiting_bytes,omitempty"`
	// DrainNS is the time from the release of Tasks waiting tasks to the end of the last one;
	// 0 unless the shape of the load is backlog.
	DrainNS int64 `json:"drain_ns,omitempty"`
	// InsideNS is the part of the wall time that lies between a pool's opening and its closing;
	// 0 unless both are inside the window, as in the shape lifecycle.
	InsideNS int64 `json:"inside_ns,omitempty"`
	// ThreadsAdded is how many threads of the operating system Tasks blocked tasks added to
	// the process; nil unless the shape of the load is blocked.
	ThreadsAdded *int64 `json:"threads_added,omitempty"`
	// Preempted is how often the kernel took a processor away from a thread of the process. It is not
	// known of a system in Node.js, and 0 there.
	Preempted int64 `json:"preempted"`
	// StolenCPU is how many processors' worth of time the hypervisor gave to others; it is
	// part of ForeignCPU. Nil if unknown.
	StolenCPU *float64 `json:"stolen_cpu,omitempty"`
	// Pressure is the share of the window in which some thread on the machine waited for a
	// processor (Linux PSI, cpu "some"); nil if unknown. Recorded, not judged: what is
	// measured causes it as well.
	Pressure *float64 `json:"pressure,omitempty"`
	// Throttled is how often the process's control group ran out of its processor quota;
	// nil if unknown.
	Throttled *int64 `json:"throttled,omitempty"`
	// Latency is how long a task's result was waited for: in a closed loop from the call of
	// Do to its return, in an open loop from the intended arrival to the end of the task.
	// Nil for shapes in which nobody waits for a single task.
	Latency *Latency `json:"latency,omitempty"`
	// Submit is how long the submitter was held up by Submit, where it is taken.
	Submit *Latency `json:"submit,omitempty"`
	// Lag is how late the generator of an open loop was itself: from the intended arrival to
	// the call of Submit.
	Lag *Latency `json:"lag,omitempty"`
	// ScheduleNS is the time from the first to the last intended arrival of an open loop.
	ScheduleNS int64 `json:"schedule_ns,omitempty"`
	// Probed is what a process was found to do beside its answers; nil unless the shape is probed or health.
	Probed *Probed `json:"probed,omitempty"`
	// Served is what became of requests to the service; nil unless the shape is served.
	Served *Served `json:"served,omitempty"`
	// GoroutinesLeft is how many more goroutines there are after all requests than before; nil
	// unless the shape is leak.
	GoroutinesLeft *int64 `json:"goroutines_left,omitempty"`
	// Parked is what goroutines that wait cost; nil unless the shape is parked.
	Parked *Parked `json:"parked,omitempty"`
	// Churned is how many goroutines a pool had when; nil unless the shape is churn.
	Churned *Churned `json:"churned,omitempty"`
	// Started is the memory of workers that were started one after the other; nil unless the shape is
	// started, whose Latency is that of their starts.
	Started *Started `json:"started,omitempty"`
	// Threads is how many the process had at the end of the window; of a system of several processes all
	// of theirs. Nil if unknown.
	Threads *int64 `json:"threads,omitempty"`
	// Recorded is what the monitor recorded: readings of metrics, or bytes of a profile or a trace; 0
	// without one.
	Recorded int64 `json:"recorded,omitempty"`
	// HelpersNS is processor time of other processes of the sample, as the one that asks: user
	// and system.
	HelpersNS int64 `json:"helpers_ns,omitempty"`
	// Scheduler is what the Go runtime says about the window; nil for a system in Node.js, where allocations,
	// collections and goroutines are not known either and are left at 0.
	Scheduler *Scheduler `json:"scheduler,omitempty"`
}

// Latency sums up a distribution of durations in nanoseconds. The percentiles come from an
// HdrHistogram with three significant digits; the mean and the maximum are exact.
type Latency struct {
	Count  int64   `json:"count"`
	MeanNS float64 `json:"mean_ns"`
	P50NS  int64   `json:"p50_ns"`
	P99NS  int64   `json:"p99_ns"`
	P999NS int64   `json:"p999_ns"`
	MaxNS  int64   `json:"max_ns"`
}

// Probed is what a process did while it was asked for the echo of a byte, or in the shape health for GET /, whose
// latency is that of the measurement.
type Probed struct {
	// Health is how long GET / took meanwhile.
	Health *Latency `json:"health"`
	// Units is how often the workload was computed; 0 in an idle process.
	Units int64 `json:"units,omitempty"`
}

// Scheduler is what runtime/metrics tells about one window. Percentiles are upper bounds of
// the runtime's histogram buckets.
type Scheduler struct {
	// WaitP50NS and WaitP99NS are how long goroutines that could run waited for a processor.
	WaitP50NS int64 `json:"wait_p50_ns"`
	WaitP99NS int64 `json:"wait_p99_ns"`
	// PauseNS is how long the world was stopped for garbage collection, in all.
	PauseNS int64 `json:"pause_ns"`
	// Threads of the runtime at the end of the window.
	Threads int `json:"threads"`
	// Runnable and Waiting goroutines when the last task had been handed over.
	Runnable int `json:"runnable"`
	Waiting  int `json:"waiting"`
	// Created goroutines during the window.
	Created int64 `json:"created"`
}

// Saturated tells whether an open loop was offered more than was done: the last task ended
// so long after the last arrival that less than 99 % of the offered rate was achieved. In a
// short window a burst at the end is enough for that; a row for which it holds in most
// windows does not keep up, and its latencies say how long the window lasted. Requests that were
// rejected, or failed, were not done.
func (m Measurement) Saturated() bool {
	done := 1.0
	if m.Served != nil {
		done = float64(m.Served.Answered) / float64(m.Tasks)
	}
	return m.ScheduleNS > 0 && done*float64(m.ScheduleNS) < saturation*float64(max(m.WallNS, m.ScheduleNS))
}

// saturation is the share of the offered rate that has to be achieved. The hundredth is for
// the tasks that are still running when the last one arrives, in a window of some hundred
// milliseconds.
const saturation = 0.99

// NSPerTask is the wall time per task, the headline metric.
func (m Measurement) NSPerTask() float64 { return float64(m.WallNS) / float64(m.Tasks) }

// CPUPerTask is the processor time per task in nanoseconds, user and system.
func (m Measurement) CPUPerTask() float64 { return float64(m.UserNS+m.SystemNS) / float64(m.Tasks) }

// EffectiveParallelism is processor time over wall time: how many cores were in use, by
// whatever. It tells "the workers did not overlap" from "the work became dearer".
func (m Measurement) EffectiveParallelism() float64 {
	return float64(m.UserNS+m.SystemNS) / float64(m.WallNS)
}

// WaitingBytesPerTask is the live memory per waiting task; false unless it was measured.
func (m Measurement) WaitingBytesPerTask() (bytes float64, known bool) {
	if m.WaitingBytes == nil {
		return 0, false
	}
	return float64(*m.WaitingBytes) / float64(m.Tasks), true
}

// DrainPerTask is the time to drain a backlog, per task, in nanoseconds; false unless the shape
// of the load is backlog.
func (m Measurement) DrainPerTask() (ns float64, known bool) {
	return float64(m.DrainNS) / float64(m.Tasks), m.DrainNS > 0
}

// InsidePerTask is the time per task without the opening and closing of pools, in nanoseconds;
// false unless both are inside the window.
func (m Measurement) InsidePerTask() (ns float64, known bool) {
	return float64(m.InsideNS) / float64(m.Tasks), m.InsideNS > 0
}

// WholeOverInside is the wall time divided by the part without opening and closing; false unless
// both are inside the window.
func (m Measurement) WholeOverInside() (ratio float64, known bool) {
	if m.InsideNS <= 0 {
		return 0, false
	}
	return float64(m.WallNS) / float64(m.InsideNS), true
}

// ThreadsGained is how many threads blocked tasks added, at least 0: one of the process's own
// that ended meanwhile is none added. False if unknown, or if the shape is not blocked.
func (m Measurement) ThreadsGained() (threads float64, known bool) {
	if m.ThreadsAdded == nil {
		return 0, false
	}
	return float64(max(*m.ThreadsAdded, 0)), true
}

// TimePerUnit is the wall time per unit of work that was done beside the answers, in nanoseconds;
// false if there was none.
func (m Measurement) TimePerUnit() (ns float64, known bool) {
	if m.Probed == nil || m.Probed.Units <= 0 {
		return 0, false
	}
	return float64(m.WallNS) / float64(m.Probed.Units), true
}

// HealthLatency is that of GET /; nil unless it was asked for.
func (m Measurement) HealthLatency() *Latency {
	if m.Probed == nil {
		return nil
	}
	return m.Probed.Health
}

// Resident is the largest resident set in bytes; false if unknown.
func (m Measurement) Resident() (bytes float64, known bool) {
	if m.PeakRSS == nil {
		return 0, false
	}
	return float64(*m.PeakRSS), true
}

// P50 is the median in nanoseconds; false for a nil Latency.
func (l *Latency) P50() (ns float64, known bool) { return l.known(func() int64 { return l.P50NS }) }

// P99 is the 99th percentile in nanoseconds; false for a nil Latency.
func (l *Latency) P99() (ns float64, known bool) { return l.known(func() int64 { return l.P99NS }) }

// P999 is the 99.9th percentile in nanoseconds; false for a nil Latency.
func (l *Latency) P999() (ns float64, known bool) { return l.known(func() int64 { return l.P999NS }) }

func (l *Latency) known(ns func() int64) (float64, bool) {
	if l == nil {
		return 0, false
	}
	return float64(ns()), true
}
