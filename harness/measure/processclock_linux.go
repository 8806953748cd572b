package measure

import "golang.org/x/sys/unix"

// processClock reads the processor time of another process in nanoseconds: its clock, as
// clock_getcpuclockid(3) makes the name of it from pid (MAKE_PROCESS_CPUCLOCK with CPUCLOCK_SCHED in
// the kernel's posix-timers.h). /proc/PID/stat has the same in ticks of 10 ms. An error means that
// there is no such process.
func processClock(pid int) (int64, error) {
	const cpuclockSched = 2 // of all threads of the process
	var now unix.Timespec
	err := unix.ClockGettime(int32(^pid<<3|cpuclockSched), &now)
	return now.Nano(), err
}
