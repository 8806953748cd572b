package machine

import (
	"os"
	"runtime"
	"sync"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestParseStatCountsEverythingButIdleAndIOWait(t *testing.T) {
	cpu := parseStat("cpu  100 20 30 1000 500 4 5 41 7 7\ncpu0 1 2 3\n")
	require.NotNil(t, cpu)
	assert.InDelta(t, 2.0, cpu.BusySeconds, 1e-9)
	assert.InDelta(t, 0.41, cpu.StolenSeconds, 1e-9)
}

func TestParseStatRefusesWhatItDoesNotKnow(t *testing.T) {
	for _, stat := range []string{"", "cpu 1 2 3", "intr 1 2 3 4 5 6 7 8 9", "cpu 1 2 x 4 5 6 7 8 9"} {
		assert.Nil(t, parseStat(stat), stat)
	}
}

func TestParsePressure(t *testing.T) {
	some := parsePressure("some avg10=0.40 avg60=0.82 avg300=1.00 total=2500000\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=7\n")
	require.NotNil(t, some)
	assert.InDelta(t, 2.5, *some, 1e-9)
	for _, text := range []string{"", "full avg10=0.00 total=7", "some avg10=0.40", "some total=x"} {
		assert.Nil(t, parsePressure(text), text)
	}
}

func TestParseThrottled(t *testing.T) {
	n := parseThrottled("nr_periods 12\nnr_throttled 3\nthrottled_time 99\n")
	require.NotNil(t, n)
	assert.Equal(t, int64(3), *n)
	assert.Nil(t, parseThrottled("usage_usec 5\n"), "the root group has no quota")
	assert.Nil(t, parseThrottled("nr_throttled many\n"))
	assert.Nil(t, readThrottled("nonsense\n4:memory:/\n"))
}

func TestReadings(t *testing.T) {
	info := Describe()
	assert.Equal(t, "linux", info.OS)
	assert.Positive(t, info.Cores)
	assert.Positive(t, info.MemoryBytes)
	before := Read()
	require.NotNil(t, before.CPU)
	assert.GreaterOrEqual(t, Read().CPU.BusySeconds, before.CPU.BusySeconds)
	rss := PeakRSS()
	require.NotNil(t, rss)
	assert.Greater(t, *rss, uint64(1<<20), "a Go process has at least a megabyte resident")
	assert.Nil(t, size(self, "status", "VmNothing"))
	assert.Nil(t, size(self, "status", "Threads"), "a number, and no size")
}

// What is written to is resident, and what was resident once stays in the peak.
func TestTheResidentSetIsThatOfNow(t *testing.T) {
	const size, slack = 64 << 20, 4 << 20 // in bytes; the kernel's counters are not exact
	before := RSS()
	block, err := syscall.Mmap(-1, 0, size, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	require.NoError(t, err)
	for i := 0; i < size; i += 4 << 10 {
		block[i] = 1
	}
	during := RSS()
	require.NoError(t, syscall.Munmap(block))
	after := RSS()
	require.NotNil(t, before)
	require.NotNil(t, during)
	require.NotNil(t, after)
	assert.Greater(t, *during, *after+size-slack)
	assert.GreaterOrEqual(t, *during+slack, *before+size-slack)
	assert.GreaterOrEqual(t, *PeakRSS()+slack, *during)
}

// A goroutine that is locked to its thread shares it with nobody.
func TestThreadsAreCounted(t *testing.T) {
	const locked = 20
	var ready, ended sync.WaitGroup
	gate := make(chan struct{})
	ready.Add(locked)
	for range locked {
		ended.Go(func() {
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			ready.Done()
			<-gate
		})
	}
	ready.Wait()
	threads := Threads()
	close(gate)
	ended.Wait()
	require.NotNil(t, threads)
	assert.GreaterOrEqual(t, *threads, int64(locked))
}

// A process that another one asks for is the one that asks for itself.
func TestReadingsOfAnotherProcess(t *testing.T) {
	const slack = 4 << 20 // the reading itself needs memory
	pid := os.Getpid()
	require.NotNil(t, RSSOf(pid))
	assert.InDelta(t, *RSS(), *RSSOf(pid), slack)
	assert.InDelta(t, *PeakRSS(), *PeakRSSOf(pid), slack)
	assert.GreaterOrEqual(t, *ThreadsOf(pid), int64(1))
	const nobody = 1 << 30 // above the largest id there is
	assert.Nil(t, RSSOf(nobody))
	assert.Nil(t, PeakRSSOf(nobody))
	assert.Nil(t, ThreadsOf(nobody))
}
