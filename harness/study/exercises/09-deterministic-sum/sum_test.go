//go:build exercise

package sum_test

import (
	"math"
	"math/big"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	sum "poolbench/harness/study/exercises/09-deterministic-sum"
	"poolbench/harness/study/exercises/rule"
)

// n is how many numbers are added: no multiple of any number of workers.
const n = 20011

// numbers are large and small ones of both signs. Of these the order of additions shows, even that
// of three sums; not of all such numbers it does.
var numbers = func() []float64 {
	random := rand.New(rand.NewPCG(8, 2026))
	all := make([]float64, n)
	for i := range all {
		all[i] = math.Ldexp(random.Float64()-0.5, random.IntN(40))
	}
	return all
}()

func number(i int) float64 { return numbers[i] }

func TestTheNumberOfWorkersDoesNotShow(t *testing.T) {
	rule.Name(t, "the sum is the same to the last bit for any number of workers")
	one, ok := add(t, n, 1, number)
	if !ok {
		return
	}
	rule.Measured(t, "one worker finds %v", one)
	for _, workers := range []int{2, 3, 4, 7, 16, 100} {
		many, ok := add(t, n, workers, number)
		if !ok {
			return
		}
		if math.Float64bits(many) != math.Float64bits(one) {
			rule.Broken(t, "with %d workers the sum is %v: the same numbers were added in another order", workers, many)
			return
		}
	}
}

func TestTheOrderOfEventsDoesNotShow(t *testing.T) {
	rule.Name(t, "the sum is the same to the last bit whichever worker is the last")
	const workers = 3
	places := []int{0, n / 2, n - 1}
	var results []float64
	for _, order := range [][]int{{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}} {
		// In a bubble an hour is over as soon as everybody waits: whoever has to add these
		// numbers goes on in this order, each when the one before has done all that it can do.
		result, ok := add(t, n, workers, func(i int) float64 {
			if at := slices.Index(places, i); at >= 0 {
				time.Sleep(time.Duration(order[at]+1) * time.Hour)
			}
			return numbers[i]
		})
		if !ok {
			return
		}
		if !slices.Contains(results, result) {
			results = append(results, result)
		}
	}
	rule.Measured(t, "%d workers, held up in six orders, find %v", workers, results)
	if len(results) > 1 {
		rule.Broken(t, "the result depends on who comes first and who comes last: there are %d of them", len(results))
	}
}

func TestWorkersAddAtTheSameTime(t *testing.T) {
	rule.Name(t, "all workers add at the same time, and each number is asked for once")
	const workers = 4
	// Which numbers take long is left to chance, so that they do not all fall to one worker, however the
	// numbers are dealt out: about every 256th, so that the test is soon over.
	var long [n]bool
	random := rand.New(rand.NewPCG(9, 2026))
	for i := range long {
		long[i] = random.IntN(256) == 0
	}
	var asked [n]atomic.Int64
	var mu sync.Mutex
	inside, most := 0, 0
	enter := func(by int) {
		mu.Lock()
		defer mu.Unlock()
		inside += by
		most = max(most, inside)
	}
	_, ok := add(t, n, workers, func(i int) float64 {
		if asked[i].Add(1) == 1 && long[i] {
			enter(1)
			time.Sleep(time.Second) // in a bubble it is over when all who can be here are
			enter(-1)
		}
		return numbers[i]
	})
	if !ok {
		return
	}
	rule.Measured(t, "%d of %d workers were adding at once", most, workers)
	if most != workers {
		rule.Broken(t, "of the workers %d add at a time, and %d were asked for", most, workers)
	}
	for i := range asked {
		if times := asked[i].Load(); times != 1 {
			rule.Broken(t, "number %d was asked for %d times", i, times)
			return
		}
	}
}

func TestNumbersAreNotKept(t *testing.T) {
	rule.Name(t, "workers add what they ask for, and do not keep it for somebody to add later")
	const many, workers = 1 << 20, 4
	// Held is what is reachable when the last number is asked for, so garbage is none of it.
	held := func() int64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return int64(m.HeapAlloc)
	}
	var asked, grown atomic.Int64
	before := held()
	if !rule.Ends(t, "Sum of a million numbers", func() {
		sum.Sum(many, workers, func(i int) float64 {
			if asked.Add(1) == many {
				grown.Store(held() - before)
			}
			return numbers[i%n]
		})
	}) {
		return
	}
	rule.Measured(t, "when the last of %d numbers was asked for Sum held %d KiB; all of them take %d", many, grown.Load()>>10, many*8>>10)
	if grown.Load() > many*8/2 {
		rule.Broken(t, "most numbers are still there at the end: they are added when all have been asked for, and not by the workers as they come")
	}
}

func TestTheSumIsRight(t *testing.T) {
	rule.Name(t, "the sum is as close to the exact one as adding one number after the other is sure to be")
	for _, few := range []int{0, 1, 2, 1000, n} {
		exact, magnitude := new(big.Float).SetPrec(400), 0.0
		for _, x := range numbers[:few] {
			exact.Add(exact, big.NewFloat(x))
			magnitude += math.Abs(x)
		}
		// The error of n-1 additions in a row: N. Higham, Accuracy and Stability of Numerical
		// Algorithms, section 4.2. Each rounds by at most 2⁻⁵³ of its result.
		allowed := float64(max(few-1, 0)) * 0x1p-53 * magnitude
		got, ok := add(t, few, 4, number)
		if !ok {
			return
		}
		difference, _ := new(big.Float).Sub(big.NewFloat(got), exact).Float64()
		if few == n {
			rule.Measured(t, "of %d numbers the sum is off by %.2g, and %.2g is allowed", few, math.Abs(difference), allowed)
		}
		if math.Abs(difference) > allowed {
			rule.Broken(t, "the sum of %d numbers is %v instead of %v", few, got, exact.Text('g', 17))
		}
	}
}

// add is the sum, computed in a bubble; false if it does not end.
func add(t *testing.T, n, workers int, value func(int) float64) (result float64, ok bool) {
	t.Helper()
	fate := rule.Bubble(t, func() { result = sum.Sum(n, workers, value) })
	if fate != rule.Ended {
		rule.Broken(t, "the sum of %d numbers (workers: %d): %s", n, workers, fate)
		return 0, false
	}
	if math.IsNaN(result) {
		rule.Broken(t, "the sum of %d numbers (workers: %d) is not a number", n, workers)
		return 0, false
	}
	return result, true
}
