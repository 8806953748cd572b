package measure

import (
	"runtime"
	"syscall"
	"time"

	"poolbench/harness/machine"
	"poolbench/harness/sample"
)

// counters is a reading of everything that only ever grows in this process.
type counters struct {
	at        time.Time
	userNS    int64
	systemNS  int64
	helpersNS int64 // of children that have ended
	preempted int64
	memory    runtime.MemStats
	machine   machine.Reading
}

// readCounters stops the world for ReadMemStats, so it belongs outside the window.
func readCounters() counters {
	var c counters
	runtime.ReadMemStats(&c.memory)
	own, helpers := processorTime(syscall.RUSAGE_SELF), processorTime(syscall.RUSAGE_CHILDREN)
	c.userNS, c.systemNS, c.preempted = own.Utime.Nano(), own.Stime.Nano(), int64(own.Nivcsw)
	c.helpersNS = helpers.Utime.Nano() + helpers.Stime.Nano()
	c.machine = machine.Read()
	c.at = time.Now()
	return c
}

// since returns what this process has done since before.
func (c counters) since(before counters) *sample.Measurement {
	return &sample.Measurement{
		UserNS: c.userNS - before.userNS, SystemNS: c.systemNS - before.systemNS, HelpersNS: c.helpersNS - before.helpersNS,
		Preempted: c.preempted - before.preempted,
		Allocs:    c.memory.Mallocs - before.memory.Mallocs,
		Bytes:     c.memory.TotalAlloc - before.memory.TotalAlloc,
		GCCycles:  c.memory.NumGC - before.memory.NumGC,
	}
}

// judge adds to m what others have done on the machine since before: those that are not of this sample, whose
// processes have used ownNS of processor time.
func (c counters) judge(before counters, m *sample.Measurement, ownNS int64) {
	noise := c.machine.Since(before.machine, float64(ownNS)/1e9, c.at.Sub(before.at).Seconds())
	m.ForeignCPU, m.StolenCPU, m.Pressure, m.Throttled = noise.ForeignCPU, noise.StolenCPU, noise.Pressure, noise.Throttled
}

// processorTime is what this process has used, or its children that have ended; zero if the system
// does not tell.
func processorTime(who int) syscall.Rusage {
	var usage syscall.Rusage
	if syscall.Getrusage(who, &usage) != nil {
		return syscall.Rusage{}
	}
	return usage
}
