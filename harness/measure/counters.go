package measure

import (
	"runtime"
	"syscall"
	"time"

	"poolbench/harness/machine"
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
	var usage syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &usage) == nil {
		c.userNS, c.systemNS = usage.Utime.Nano(), usage.Stime.Nano()
		c.preempted = int64(usage.Nivcsw)
	}
	if syscall.Getrusage(syscall.RUSAGE_CHILDREN, &usage) == nil {
		c.helpersNS = usage.Utime.Nano() + usage.Stime.Nano()
	}
	c.machine = machine.Read()
	c.at = time.Now()
	return c
}
