package measure

import (
	"runtime"
	"runtime/debug"
	"slices"
	"syscall"
	"time"

	"poolbench/harness/machine"
	"poolbench/harness/sample"
)

const (
	// parkCycles is how many garbage collections are timed. The first ones after stacks have
	// grown halve them, one after the other, until they are as small as a new one: of 16 KiB
	// after three. An odd number more than twice that has a cycle in the middle in which
	// nothing is left to halve.
	parkCycles = 9
	// parkTimer is for how long a timer is set: for longer than any sample takes.
	parkTimer = time.Hour
	// grownFrames are calls whose frames hold grownFrame bytes each: with what lies below them
	// that is more than 8 KiB of stack and, with what the runtime keeps free, less than 16 KiB.
	grownFrames, grownFrame = 14, 1 << 10
)

// parkings are how goroutines can wait, by the name of their workload.
var parkings = map[string]func(tasks int) (way, error){
	"park-channel": channelWay,
	"park-timer":   timerWay,
	"park-stack":   stackWay,
}

// TakeParked measures what spec.Tasks waiting goroutines cost. The name of the workload is what
// they wait in, see [parkings]; the strategy has to run all of them at the same time, and goroutines
// of spawn are the plain ones. Failures are those of [TakeBlocked].
//
// ResidentBytes is what the resident set grows by from before the first Submit until all of them are at
// rest. Before that, what the start of the process has left is collected and given back to the operating
// system. Between the two readings there is no garbage collection: so this is what the system has to
// provide for goroutines that come faster than collections, with what Submit allocates for each and with
// the small stacks that a grown one has replaced, where no other goroutine has taken those. A collection
// would shrink stacks, and give back nothing to the system within this time.
//
// Then the collector is called a few times. CycleNS is from the call of runtime.GC to its return: it marks on
// all processors, which have nothing else to do here, sweeps the whole heap, and stops the world twice for
// some ten microseconds. A busy program has it mark on a quarter of the processors, and sweep as it allocates,
// so there a cycle lasts longer and costs about the same: CycleCPUNS, the processor time of the process from
// the call to the return, user and system. That includes idle processors that help to mark, and sweeping, which
// the runtime's own account (/cpu/classes/gc/total:cpu-seconds) leaves out. Both are medians, each for itself.
//
// WallNS is from the first Submit until the last goroutine has come to its wait, with memory that is
// touched for the first time.
func TakeParked(spec Spec) Outcome { return spec.block(parkings, weigh) }

// weigh is the gauge for Parked. It leaves the collector as it was.
func weigh() func(*sample.Measurement) {
	debug.FreeOSMemory() // collects first
	percent := debug.SetGCPercent(-1)
	before := machine.RSS()
	return func(m *sample.Measurement) {
		m.Parked = &sample.Parked{ResidentBytes: grown(before, machine.RSS())}
		debug.SetGCPercent(percent)
		m.Parked.CycleNS, m.Parked.CycleCPUNS = collect()
	}
}

// collect returns the median times of a garbage collection.
func collect() (wallNS, processorNS int64) {
	var walls, processors []int64
	for range parkCycles {
		used, start := processorTime(syscall.RUSAGE_SELF), time.Now()
		runtime.GC()
		walls = append(walls, time.Since(start).Nanoseconds())
		now := processorTime(syscall.RUSAGE_SELF)
		processors = append(processors, now.Utime.Nano()+now.Stime.Nano()-used.Utime.Nano()-used.Stime.Nano())
	}
	slices.Sort(walls)
	slices.Sort(processors)
	return walls[parkCycles/2], processors[parkCycles/2]
}

// grown is nil unless both sizes are known.
func grown(before, after *uint64) *int64 {
	if before == nil || after == nil {
		return nil
	}
	n := int64(*after) - int64(*before)
	return &n
}

// timerWay waits for a timer, or for the release, which comes first.
func timerWay(int) (way, error) {
	gate := make(chan struct{})
	return way{
		block: func() uint64 {
			timer := time.NewTimer(parkTimer)
			defer timer.Stop()
			select {
			case <-timer.C:
				return 0
			case <-gate:
				return 1
			}
		},
		release: func() error { close(gate); return nil },
		close:   func() {},
	}, nil
}

// stackWay is channelWay for goroutines whose stack has grown before.
func stackWay(tasks int) (way, error) {
	w, err := channelWay(tasks)
	wait := w.block
	w.block = func() uint64 {
		grow(grownFrames)
		return wait()
	}
	return w, err
}

// grow uses a stack for depth frames and returns.
//
//go:noinline
func grow(depth int) byte {
	var frame [grownFrame]byte
	frame[depth] = 1
	if depth > 1 {
		frame[0] = grow(depth - 1)
	}
	return frame[0] + frame[depth]
}
