package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"
)

// ending is how a fault ended, as its client saw it.
type ending string

// The endings that are as they should be; another one is an error, and fails the soak.
const (
	endAnswered ending = "answered"        // a request to compute: 200
	endRejected ending = "rejected"        // a request to compute: 503
	endUnseen   ending = "left"            // a request to compute whose client did not wait for the answer
	endInvalid  ending = "invalid"         // a request to compute that nobody can understand: 400
	endRefused  ending = "refused"         // anything else, with the status that it should get
	endCutOff   ending = "cut off"         // the server hung up on who kept it waiting
	endClosed   ending = "left at the end" // the soak was over before that

	endWrong ending = "WRONG" // none of them
)

// fault is one way in which clients misbehave.
type fault struct {
	name string
	// every is the mean time from one to the next, which is exponentially distributed; the first
	// comes at once. Rates are small beside the load, and such that a soak of five minutes has
	// at least 30 of each.
	every  time.Duration
	atOnce int // so many clients at the same time; 0 means 1
	inject func(c *badClient) (ending, error)
}

var faults = []fault{
	{name: "leave before the answer", every: time.Second / 4, inject: (*badClient).leave},
	{name: "reset before the answer", every: time.Second / 2, inject: (*badClient).reset},
	{name: "send the header byte by byte", every: time.Second, inject: (*badClient).drip},
	{name: "never send all of the header", every: 4 * time.Second, inject: (*badClient).stall},
	{name: "never read an answer", every: 8 * time.Second, inject: (*badClient).deaf},
	{name: "connect and say nothing", every: 2 * time.Second, inject: (*badClient).idle},
	{name: "ask once, then say nothing", every: 2 * time.Second, inject: (*badClient).idleAfterOne},
	{name: "send what is wrong or odd", every: time.Second / 20, inject: (*badClient).odd},
	{name: "come in a burst", every: 8 * time.Second, atOnce: 48, inject: (*badClient).heavyRequest},
}

// faultBooks are what became of the faults.
type faultBooks struct {
	lock       sync.Mutex
	injected   map[string]int64 // by name, counted when they begin
	endings    map[string]map[ending]int64
	unexpected map[string]int64 // what was wrong, and how often
}

// enter takes a fault's ending down.
func (b *faultBooks) enter(name string, end ending, err error) {
	b.lock.Lock()
	defer b.lock.Unlock()
	if err != nil {
		end = endWrong
		b.unexpected[fmt.Sprintf("%s: %v", name, err)]++
	}
	if b.endings[name] == nil {
		b.endings[name] = map[ending]int64{}
	}
	b.endings[name][end]++
}

// total is how many ended so.
func (b *faultBooks) total(end ending) (sum int64) {
	for _, endings := range b.endings {
		sum += endings[end]
	}
	return sum
}

// injectFaults has all kinds of faults come until ctx ends, and returns once the last one has
// ended: what cannot wait for the server any longer then leaves.
func injectFaults(ctx context.Context, addr string, heavy time.Duration) *faultBooks {
	b := &faultBooks{injected: map[string]int64{}, endings: map[string]map[ending]int64{}, unexpected: map[string]int64{}}
	var running sync.WaitGroup
	for i, f := range faults {
		running.Go(func() {
			rng := rand.New(rand.NewPCG(soakSeed, uint64(i)))
			turn := 0
			for ctx.Err() == nil {
				for range max(f.atOnce, 1) {
					c := &badClient{ctx, addr, heavy, turn, rand.New(rand.NewPCG(rng.Uint64(), 0))}
					turn++
					running.Go(func() {
						end, err := f.inject(c)
						b.enter(f.name, end, err)
					})
				}
				select {
				case <-ctx.Done():
				case <-time.After(time.Duration(rng.ExpFloat64() * float64(f.every))):
				}
			}
			b.lock.Lock()
			b.injected[f.name] = int64(turn)
			b.lock.Unlock()
		})
	}
	running.Wait()
	return b
}
