package advise_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/advise"
	"poolbench/harness/sample"
	"poolbench/harness/study"
)

// page is the text of an answer in one line.
func page(a *advise.Answer) string { return strings.Join(strings.Fields(a.Text()), " ") }

func TestARateThatInlineCannotKeepUpWith(t *testing.T) {
	a := idle().answer(t, advise.Ask{Task: time.Millisecond, Burst: 1, Rate: 1500})
	assert.Equal(t, "channel", a.Strategy.Key())
	assert.Contains(t, page(a), "1500 tasks a second are 75% of what this can do: what is left takes up bursts")
	assert.Contains(t, page(a), "Not for one burst, but for the rate, which takes 150% of inline's time")
	assert.Equal(t, "inline", idle().answer(t, advise.Ask{Task: time.Millisecond, Burst: 1, Rate: 400}).Strategy.Key())
}

// That no strategy keeps up is said only if none does.
func TestAWayOutIsNamed(t *testing.T) {
	text := page(plain().row("batched/own", 10, 0.5).answer(t, advise.Ask{Task: 200, Burst: 1, Rate: 6e6}))
	assert.Contains(t, text, "grows without end; batched would be busy for 66% of the time, each task alone")
	text = page(plain().answer(t, advise.Ask{Task: 200, Burst: 1, Rate: 6e6}))
	assert.Contains(t, text, "grows without end; channel would be busy for 69% of the time, 26 of them as one")
	assert.Contains(t, page(plain().answer(t, advise.Ask{Task: 200, Burst: 1, Rate: 2e7})), "whatever the strategy")
}

// Tasks that come one by one are not collected for tenths of a second where inline has hardly anything to do.
func TestTasksAreCollectedOnlyForARateThatNeedsIt(t *testing.T) {
	rare := plain().answer(t, advise.Ask{Task: 100, Rate: 1000})
	assert.Equal(t, "inline", rare.Strategy.Key())
	assert.Contains(t, page(rare), "54 of them would have to go together and take 54 ms to come, and inline keeps 0.01% of a processor busy")
	often := plain().answer(t, advise.Ask{Task: 100, Rate: 1e7})
	assert.Equal(t, "channel", often.Strategy.Key())
	assert.Contains(t, page(often), "at the rate they take 5.4 µs to come together")
}

func TestPlacesAreWholeTurns(t *testing.T) {
	a := idle().answer(t, advise.Ask{Task: time.Millisecond, Burst: 3, Latency: 1700 * time.Microsecond})
	assert.Equal(t, advise.TooLate, a.Fit)
	assert.Equal(t, 2, a.Places)
	assert.Equal(t, 3.0, a.Processors.Mid)
	assert.Contains(t, page(a), "or a burst of 2: nothing has to be refused")

	none := idle().answer(t, advise.Ask{Task: time.Millisecond, Burst: 3, Latency: time.Millisecond})
	assert.Zero(t, none.Places)
	assert.False(t, none.Processors.Known(), "no number of processors makes one turn shorter")
	assert.NotContains(t, page(none), "make it")
	assert.NotContains(t, page(none), "or a burst of")
}

// What is said to be done in time is not too late when one asks for just that.
func TestPlacesAreNotTooLate(t *testing.T) {
	committed, err := reference()
	require.NoError(t, err)
	for name, b := range map[string]*study.Book{"made": idle().book(t), "reference": committed} {
		said := 0
		for _, task := range []time.Duration{700, 15e3, 1e6} {
			for _, burst := range []int{3, 17, 9999} {
				for _, share := range []float64{0.3, 0.45, 0.6, 0.97} {
					ask := advise.Ask{Task: task, Burst: burst, Latency: max(task, time.Duration(share*float64(task)*float64(burst)))}
					a, err := advise.For(b, ask)
					require.NoError(t, err)
					if a.Fit == advise.InTime || a.Places == 0 {
						continue
					}
					said++
					require.Less(t, a.Places, burst, "%s: %+v", name, ask)
					ask.Burst = a.Places
					again, err := advise.For(b, ask)
					require.NoError(t, err)
					assert.NotEqual(t, advise.TooLate, again.Fit, "%s: %+v of %d: %s against %s", name, ask, burst, again.Strategy.Key(), a.Strategy.Key())
				}
			}
		}
		assert.Greater(t, said, 10, name)
	}
}

// Without the request experiment nobody knows when an idle pool has done anything.
func TestABurstOfAPoolThatMayBeAsleep(t *testing.T) {
	ask := advise.Ask{Task: 15 * time.Microsecond, Burst: 4, Latency: 40 * time.Microsecond}
	a := plain().answer(t, ask)
	assert.Equal(t, advise.CannotTell, a.Fit)
	assert.Contains(t, page(a), "what an idle pool takes is not measured: poolbench run --experiment request --out results/asked/request")
	assert.NotContains(t, page(a), "nothing has to be refused")
	ask.Latency = 300 * time.Microsecond
	ask.Burst = 17
	assert.Equal(t, advise.InTime, idle().answer(t, ask).Fit)
}

// Where no burst makes up for the way, none is named as large enough.
func TestNoBurstIsLargeEnough(t *testing.T) {
	m := newMade(rounds).row("channel/own", 300, 1/1.15).request("channel/own", 25e3, 30e3).request("inline/own", 15e3, 15e3)
	a := m.answer(t, advise.Ask{Task: time.Microsecond, Burst: 4})
	assert.Equal(t, "inline", a.Strategy.Key())
	assert.NotContains(t, page(a), "Bursts of some")
}

func TestOwnWorkersComeBeforeTheReference(t *testing.T) {
	task := empty + sizes["15us"]
	cell := "workers/grain=15us/workers="
	m := plain().cell(cell+"2/channel/own", sample.Compared, 300+0.5*task).cell(cell+"3/channel/own", sample.Compared, 0.9*(300+0.5*task))
	b, err := study.Open([]string{m.write(t, "latest")}, referenceDir)
	require.NoError(t, err)
	a, err := advise.For(b, advise.Ask{Task: time.Duration(task)})
	require.NoError(t, err)
	assert.Equal(t, 3, a.Workers)
	assert.Contains(t, page(a), "Workers (channel, tasks of 15us): 3 take 0.9× the time of 2: faster beyond doubt.")
}

// One worker more is advised only where it was measured: at this size, and with this strategy.
func TestAWorkerMoreIsNotAdvisedBeyondItsData(t *testing.T) {
	more := func(m *made) *made {
		return m.workers("channel/own", "2", 300, 0.5).workers("channel/own", "3", 270, 0.45)
	}
	large := more(plain()).answer(t, advise.Ask{Task: 1500 * time.Microsecond, Burst: 4})
	assert.Equal(t, 2, large.Workers)
	assert.Contains(t, page(large), "at the nearest size measured, 150us): 3 take 0.9× the time of 2: faster beyond doubt, but not advised")

	other := more(plain().row("pond/native", 10, 0.4)).workers("pond/native", "3", 9, 0.3).answer(t, advise.Ask{Task: 15 * time.Microsecond})
	assert.Equal(t, "pond/native", other.Strategy.Key())
	assert.Equal(t, 2, other.Workers, "nobody knows what 3 are compared with 2")
	assert.Contains(t, page(other), "Workers (channel, between 1.5us and 15us): 3 take 0.9× the time of 2: faster beyond doubt, but not advised")
}

// Faster than another is what a verdict says; noise has none.
func TestOnlyDecidedRowsAreSlower(t *testing.T) {
	m := plain().row("batched/own", 10, 0.3).row("pond/native", 10, 0.45)
	for i := range m.samples {
		if s := &m.samples[i]; strings.HasSuffix(s.Cell, "/pond/native") {
			s.Measured.WallNS = s.Measured.WallNS * int64(1+3*(s.Round%2)) / 2
		}
	}
	text := page(m.answer(t, advise.Ask{Task: 15 * time.Microsecond}))
	assert.Contains(t, text, "batched is faster than 1 other row; 1 more could not be told apart from it (too few rounds or noise); channel is next")
}
