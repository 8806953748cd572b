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
	own, helpers := processorTime(syscall.RUSAGE_SELF), processorTime(syscall.RUSAGE_CHILDREN)
	c.userNS, c.systemNS, c.preempted = own.Utime.Nano(), own.Stime.Nano(), int64(own.Nivcsw)
	c.helpersNS = helpers.Utime.Nano() + helpers.Stime.Nano()
	c.machine = machine.Read()
	c.at = time.Now()
	return c
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
