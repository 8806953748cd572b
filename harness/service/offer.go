package service

import (
	"slices"
	"strings"
	"sync"
	"time"

	"poolbench/harness/workload"
)

const (
	// longest is how long one request computes at most, nominally. A computation cannot be
	// stopped: so this is how long a request can hold a worker, and how long a drain has to be
	// for what has begun to end. A third of the 30 s that proxies and Kubernetes usually wait.
	longest = 10 * time.Second
	// perIteration is what an iteration of calibrated work takes at most on a current server: a
	// level of recursion, 4 ns. A step of spin takes 1.1 ns, an addition of sum 0.3.
	perIteration = 4 * time.Nanosecond
	// unknownTime stands for the time of workloads that neither have a grain nor count
	// iterations, and of those that wait: 0.1 s, as the slowest takes, gob of 16 MiB.
	unknownTime = 100 * time.Millisecond

	// sumName is the workload that takes its size from the request. It is the function of the
	// study note, with its n, and what is computed where a request names no workload.
	sumName     = "sum"
	defaultSize = 100_000_000
)

// offer is a workload as requests may ask for it.
type offer struct {
	name      string
	max       uint64 // the largest n allowed; the smallest is 1
	otherwise uint64 // n of a request that does not give it
	// prepare makes what the tasks read, the first time, and returns what computes for an n.
	prepare func() func(n uint64) uint64
	observe func() *observers
}

// newOffers returns what can be asked for by name: all workloads, and sum with a size. It is
// nil for those that do not run without the help of a measurement.
func newOffers(all []workload.Workload, m *metrics) map[string]*offer {
	offers := map[string]*offer{sumName: {
		name: sumName, max: workload.MaxSum, otherwise: defaultSize,
		prepare: func() func(uint64) uint64 { return workload.Sum },
	}}
	for _, w := range all {
		if needsMeasurement(w) {
			offers[w.Name] = nil
			continue
		}
		offers[w.Name] = newOffer(w)
	}
	for name, o := range offers {
		if o == nil {
			continue
		}
		o.observe = sync.OnceValue(func() *observers { return m.of(name) }) // no series for what nobody asks for
	}
	return offers
}

// needsMeasurement reports whether w is one of those that block until package measure ends it, or
// whose items are of workers that package measure has.
func needsMeasurement(w workload.Workload) bool {
	return w.Waits && w.Run == nil || w.PerWorker != nil
}

// newOffer offers w repeated n times, the results added up modulo 2^64.
func newOffer(w workload.Workload) *offer {
	o := &offer{name: w.Name, max: repeats(w), otherwise: 1}
	switch {
	case w.Open != nil:
		// Opened when it is first asked for: all kernels together hold half a gigabyte.
		o.prepare = sync.OnceValue(func() func(uint64) uint64 {
			kernel := w.Open(workload.Seed)
			return func(n uint64) (sum uint64) {
				for i := range n {
					sum += kernel(int(i % uint64(w.Inputs)))
				}
				return sum
			}
		})
	case w.Run != nil:
		repeat := func(n uint64) (sum uint64) {
			for range n {
				sum += w.Run()
			}
			return sum
		}
		o.prepare = func() func(uint64) uint64 { return repeat }
	default:
		o.max = 1
		o.prepare = func() func(uint64) uint64 { return nothing }
	}
	return o
}

func nothing(uint64) uint64 { return 0 }

// repeats returns how often a task may run w to stay below longest.
func repeats(w workload.Workload) uint64 {
	nominal := unknownTime
	switch {
	case w.Grain > 0:
		nominal = w.Grain
	case w.Iterations > 0 && !w.Waits:
		nominal = time.Duration(w.Iterations) * perIteration
	}
	return uint64(longest / nominal)
}

// names lists what is offered, for errors.
func names(offers map[string]*offer) string {
	var all []string
	for name, o := range offers {
		if o != nil {
			all = append(all, name)
		}
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}
