package workload

import (
	"sync"
	"sync/atomic"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

// perWorker are the workloads whose items are of workers.
func perWorker(t *testing.T) []Workload {
	t.Helper()
	var found []Workload
	for _, w := range All() {
		if w.PerWorker != nil {
			found = append(found, w)
		}
	}
	require.NotEmpty(t, found)
	return found
}

// Workers run at the same time: with -race this finds what they share without meaning to. What the
// items have started is gone after the end.
func TestItemsOfWorkersReturnTheirAnswer(t *testing.T) {
	for _, w := range perWorker(t) {
		for _, n := range []int{1, 3} {
			before := goleak.IgnoreCurrent()
			items, end := w.PerWorker(n)
			require.Len(t, items, n, w.Name)
			var workers sync.WaitGroup
			for _, item := range items {
				workers.Go(func() {
					for range 5 {
						assert.Equal(t, w.Answer, item(), w.Name)
					}
				})
			}
			workers.Wait()
			end()
			assert.NoError(t, goleak.Find(before), w.Name)
		}
	}
}

// What is said to be made for each item is made, on the heap and nowhere else; what is kept or borrowed
// is not.
func TestScratchMemoryIsAllocatedWhereItSaysSo(t *testing.T) {
	for _, size := range scratchSizes {
		for way, want := range map[string]float64{"own": 0, "make": 1, "pool": 0} {
			w, err := Find("scratch-" + way + "-" + size.name)
			require.NoError(t, err)
			items, _ := w.PerWorker(1)
			items[0]() // the pool is empty at first
			got := testing.AllocsPerRun(100, func() { items[0]() })
			assert.Equal(t, want, got, w.Name) // rounded down: with -race a sync.Pool drops a quarter of what it is given
		}
	}
}

func line(counter unsafe.Pointer) uintptr { return uintptr(counter) / 64 }

func TestAdjacentCountersShareALine(t *testing.T) {
	for range 100 { // wherever the heap has them
		counters := adjacent(9)
		for i := 1; i < 8; i++ {
			assert.Equal(t, line(unsafe.Pointer(&counters[0])), line(unsafe.Pointer(&counters[i])), "counter %d", i)
		}
		assert.NotEqual(t, line(unsafe.Pointer(&counters[0])), line(unsafe.Pointer(&counters[8])), "eight words are a line")
	}
}

func TestPaddedCountersShareNoPairOfLines(t *testing.T) {
	for range 100 {
		counters := padded(9)
		for i := 1; i < len(counters); i++ {
			before, here := uintptr(unsafe.Pointer(&counters[i-1])), uintptr(unsafe.Pointer(&counters[i]))
			assert.Greater(t, here/128, before/128, "counter %d", i)
		}
	}
}

// What workers keep is made by one goroutine, one after the other.
func TestWhatWorkersKeepSharesNoLine(t *testing.T) {
	for _, size := range scratchSizes {
		before := kept(size.bytes / 8)
		for range 100 {
			here := kept(size.bytes / 8)
			require.Len(t, here, size.bytes/8)
			first, last := line(unsafe.Pointer(&here[0])), line(unsafe.Pointer(&here[len(here)-1]))
			assert.True(t, first > line(unsafe.Pointer(&before[len(before)-1])) || last < line(unsafe.Pointer(&before[0])), size.name)
			before = here
		}
	}
}

// Each worker's counter is its own, and the shared one is everybody's.
func TestWorkersCountWhereTheyShould(t *testing.T) {
	counters := adjacent(2)
	items := counting(2, func(i int) *atomic.Uint64 { return &counters[i] })
	items[0]()
	items[1]()
	items[1]()
	assert.Equal(t, []uint64{1, 2}, []uint64{counters[0].Load(), counters[1].Load()})
}
