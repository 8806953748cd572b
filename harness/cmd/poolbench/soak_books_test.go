package main

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"gonum.org/v1/gonum/stat"

	"poolbench/harness/service/load"
)

// soakBooks are what clients know about their requests to compute.
type soakBooks struct {
	answered, rejected int64 // as they were told
	unseen             int64 // sent for certain, but nobody waited for an answer
	invalid            int64
	// failed are those of the load that may have reached the server, or not.
	failed int64
}

// add enters the result of a load.
func (b *soakBooks) add(r load.Result) {
	b.answered += r.Answered
	b.rejected += r.Rejected
	b.failed += r.Failed
}

// addFaults enters the requests to compute among the faults.
func (b *soakBooks) addFaults(f *faultBooks) {
	b.answered += f.total(endAnswered)
	b.rejected += f.total(endRejected)
	b.unseen += f.total(endUnseen)
	b.invalid += f.total(endInvalid)
}

// sent is how many valid requests have reached the server for certain.
func (b *soakBooks) sent() int64 { return b.answered + b.rejected + b.unseen }

// outcomes of the service, by who could be told what. What is in none of them must not occur: no
// task panics, and the service does not close.
var (
	fatesTold200 = []fate{{"answered", ""}}
	fatesTold503 = []fate{{"rejected", "admission"}, {"abandoned", "deadline"}}
	fatesOfLeft  = []fate{{"abandoned", "client"}, {"unclaimed", "client"}}
	fateInvalid  = fate{"invalid", "query"}
)

// discrepancies compares the books of the clients with those of the service, and returns a line for
// each thing that does not add up. A request whose client did not see an answer can have
// met any fate, but one.
func (b *soakBooks) discrepancies(server map[fate]int64) (lines []string) {
	say := func(wrong bool, format string, values ...any) {
		if wrong {
			lines = append(lines, fmt.Sprintf(format, values...))
		}
	}
	sum := func(fates []fate) (n int64) {
		for _, f := range fates {
			n += server[f]
		}
		return n
	}
	told200, told503, left := sum(fatesTold200), sum(fatesTold503), sum(fatesOfLeft)
	all := int64(0)
	for f, n := range server {
		if f != fateInvalid {
			all += n
		}
	}
	say(all != told200+told503+left, "the server has %d requests with a fate that nobody should meet: %v", all-told200-told503-left, server)
	say(all < b.sent(), "%d requests reached the server and are missing in its books", b.sent()-all)
	say(all > b.sent()+b.failed, "the server counts %d requests more than were sent", all-b.sent()-b.failed)
	say(told200 < b.answered, "%d got a result, but the server says it answered %d", b.answered, told200)
	say(told503 < b.rejected, "%d were told 503, but the server says it turned away %d", b.rejected, told503)
	say(left > b.unseen+b.failed, "the server says that %d clients left, but only %d did", left, b.unseen+b.failed)
	say(server[fateInvalid] != b.invalid, "%d invalid requests were sent, but the server counts %d", b.invalid, server[fateInvalid])
	return lines
}

// mostGrowth is how much more memory the server may take from the beginning of a soak to its
// end, by the slope of the second half, when pools and buffers are as full as they get. The collector
// lets a heap of 10 MB double before it does anything, in steps that a line over some hundred
// readings takes for a slope of some MB at worst. In five minutes at a thousand requests per
// second 16 MB are 53 bytes per request: whatever a request could leave behind is larger, a
// goroutine at least 40 times.
const mostGrowth = 16e6

// slopeFrom is the shortest soak in which the slope is a matter of the server and not of the
// collector.
const slopeFrom = time.Minute

// slope fits a line through the second half of the readings, in bytes per second.
func slope(readings []reading) float64 {
	var x, y []float64
	for _, r := range readings[len(readings)/2:] {
		x, y = append(x, r.at.Seconds()), append(y, r.rss)
	}
	_, perSecond := stat.LinearRegression(x, y, nil, false)
	return perSecond
}

// The soak finds nothing wrong with a service that keeps its books. That it would, if it did not,
// is for this test: each line has one request, or one word, that is not as it should be.
func TestSoakFindsWhatDoesNotAddUp(t *testing.T) {
	clients := soakBooks{answered: 100, rejected: 20, unseen: 10, invalid: 3}
	good := func() map[fate]int64 {
		return map[fate]int64{
			{"answered", ""}: 104, {"rejected", "admission"}: 12, {"abandoned", "deadline"}: 9,
			{"abandoned", "client"}: 3, {"unclaimed", "client"}: 2, {"failed", "panic"}: 0, {"lost", "drain"}: 0, {"invalid", "query"}: 3,
		}
	}
	assert.Empty(t, clients.discrepancies(good()))
	change := func(f fate, by int64, more ...fate) map[fate]int64 {
		server := good()
		server[f] += by
		for _, m := range more {
			server[m] -= by
		}
		return server
	}
	for name, c := range map[string]struct {
		server map[fate]int64
		want   string
	}{
		"forgotten":       {change(fate{"answered", ""}, -1), "1 requests reached the server and are missing"},
		"counted twice":   {change(fate{"answered", ""}, 1), "the server counts 1 requests more"},
		"invalid":         {change(fate{"invalid", "query"}, -1), "3 invalid requests were sent, but the server counts 2"},
		"lost":            {change(fate{"lost", "drain"}, 1, fate{"answered", ""}), "1 requests with a fate that nobody should meet"},
		"a new fate":      {change(fate{"dropped", "whim"}, 1, fate{"answered", ""}), "1 requests with a fate that nobody should meet"},
		"not answered":    {change(fate{"rejected", "admission"}, 5, fate{"answered", ""}), "100 got a result, but the server says it answered 99"},
		"not rejected":    {change(fate{"answered", ""}, 2, fate{"rejected", "admission"}), "20 were told 503, but the server says it turned away 19"},
		"left who stayed": {change(fate{"unclaimed", "client"}, 6, fate{"answered", ""}), "the server says that 11 clients left, but only 10 did"},
	} {
		found := fmt.Sprint(clients.discrepancies(c.server))
		assert.Contains(t, found, c.want, name)
	}
	clients.failed = 1
	assert.Empty(t, clients.discrepancies(change(fate{"answered", ""}, 1)), "one that failed may have been answered")
}

// A leak of a hundred bytes per request is found; a heap that grows and is collected, for ever, is
// none.
func TestSoakSlopeTellsALeakFromACollector(t *testing.T) {
	const soak, perSecond, base = 5 * time.Minute, 1000, 20 << 20
	var leaking, sawtooth []reading
	for at := time.Duration(0); at < soak; at += time.Second {
		teeth := float64(base + (at%(17*time.Second)).Seconds()*(1<<20)/2)
		sawtooth = append(sawtooth, reading{at: at, rss: teeth})
		leaking = append(leaking, reading{at: at, rss: teeth + at.Seconds()*perSecond*100})
	}
	assert.Less(t, slope(sawtooth)*soak.Seconds(), float64(mostGrowth))
	assert.Greater(t, slope(leaking)*soak.Seconds(), float64(mostGrowth))
}
