package advise_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/advise"
	"poolbench/harness/sample"
	"poolbench/harness/study"
)

// rounds are enough for verdicts on all rows.
const rounds = 13

// plain is a run with the channel pool alone: 300 ns to hand over, perfect otherwise.
func plain() *made { return newMade(rounds).row("channel/own", 300, 0.5) }

func TestTinyTasksAreHandedOverTogether(t *testing.T) {
	a := plain().answer(t, advise.Ask{Task: 200})
	gain := 0.9 * (1500e3 + empty) / (300 + 0.5*(1500e3+empty)) // nine tenths of the largest
	want := gain * 300 / (1 - gain*0.5)
	assert.InDelta(t, want/200, float64(a.Items), 1)
	assert.Equal(t, "channel", a.Strategy.Key())
	assert.Contains(t, a.Text(), "poolbench run --experiment batching --out results/asked/batching")
	measured := plain().cell("batching/items=1/channel/own", sample.Compared, 250).cell("batching/items=100/channel/own", sample.Compared, 78)
	assert.Contains(t, measured.answer(t, advise.Ask{Task: 200}).Text(), "time per item by items to a task: 1: 250 ns, 100: 78 ns.")
}

// A strategy that would pay alone is named, though what everybody can build is advised.
func TestWhatWouldPayAloneIsNamed(t *testing.T) {
	m := plain().row("batched/own", 10, 0.5).row("pond/native", 400, 0.5)
	assert.Contains(t, m.answer(t, advise.Ask{Task: 200}).Text(), "Alone, only batched would gain these 10 % with yours.")
	assert.NotContains(t, plain().answer(t, advise.Ask{Task: 200}).Text(), "Alone, only")
}

// The break-even of 300 ns and half the work is 1.1 × 300 / (1 − 1.1 ÷ 2), 733 ns.
func TestWhatIsAboveBreakEvenIsHandedOverAlone(t *testing.T) {
	assert.Equal(t, 1, plain().answer(t, advise.Ask{Task: 740}).Items)
	assert.Greater(t, plain().answer(t, advise.Ask{Task: 730}).Items, 1)
}

func TestItemsLeaveSomethingForEveryProcessorAndKeepTheLatency(t *testing.T) {
	assert.Equal(t, 10, plain().answer(t, advise.Ask{Task: 200, Burst: 20}).Items)
	assert.Equal(t, 7, idle().answer(t, advise.Ask{Task: 200, Burst: 1000, Latency: 1400}).Items)
}

func TestWhatIsTooLittleIsNotHandedOver(t *testing.T) {
	slow := newMade(rounds).row("channel/own", 300, 1)
	for name, a := range map[string]*advise.Answer{
		"six tasks of 200 ns":           plain().answer(t, advise.Ask{Task: 200, Burst: 6}),
		"one task":                      plain().answer(t, advise.Ask{Task: time.Millisecond, Burst: 1}),
		"a pool that never pays":        slow.answer(t, advise.Ask{Task: time.Millisecond}),
		"less than the way to the pool": idle().answer(t, advise.Ask{Task: 5 * time.Microsecond, Burst: 4}),
	} {
		assert.Equal(t, "inline", a.Strategy.Key(), name)
		assert.Equal(t, 1, a.Items, name)
		assert.Equal(t, 1, a.Workers, name)
		assert.Contains(t, a.Text(), "Worth it? ", name)
	}
	assert.Equal(t, "channel", idle().answer(t, advise.Ask{Task: 5 * time.Microsecond, Burst: 400}).Strategy.Key())
}

func TestOfEqualsTheSimplestIsAdvised(t *testing.T) {
	all := func() *made {
		return plain().row("batched/own", 10, 0.5).row("pond/native", 40, 0.5).row("errgroup/native", 320, 0.5).row("spawn/own", 10, 0.5).row("gopool/native", 20, 0.5)
	}
	large := all().answer(t, advise.Ask{Task: time.Millisecond})
	assert.Equal(t, "channel", large.Strategy.Key(), "no dependency before a library, and bounded before spawn")
	assert.Contains(t, large.Text(), "6 of 6 strategies")
	assert.Contains(t, large.Text(), "choose by behaviour")

	small := all().answer(t, advise.Ask{Task: 2 * time.Microsecond})
	assert.Equal(t, "pond/native", small.Strategy.Key(), "a bounded library before what was tuned here")
	assert.Contains(t, small.Text(), "The plain pool, channel, takes 1.29×")
	assert.Equal(t, "batched", plain().row("batched/own", 10, 0.5).row("spawn/own", 10, 0.5).answer(t, advise.Ask{Task: 2 * time.Microsecond}).Strategy.Key(),
		"bounded before unbounded")
}

func TestAWorkerMoreInsteadOfAnotherStrategy(t *testing.T) {
	m := idle().row("batched/own", 10, 0.5).workers("channel/own", "2", 300, 0.5).workers("channel/own", "3", 10, 0.5).workers("batched/own", "2", 10, 0.5)
	a := m.answer(t, advise.Ask{Task: 2 * time.Microsecond, Burst: 1000})
	assert.Equal(t, "channel", a.Strategy.Key())
	assert.Equal(t, 3, a.Workers)
	assert.InEpsilon(t, 1000*(10+1000), a.Burst.Mid, 1e-3, "the time is that with three workers")
	assert.Contains(t, a.Text(), "a worker more instead of another strategy")
}

func TestWorkersArePerProcessorUnlessOneMoreMatters(t *testing.T) {
	task := advise.Ask{Task: 15 * time.Microsecond}
	workers := func(more, many float64) *made {
		return plain().workers("channel/own", "2", 300, 0.5).workers("channel/own", "3", 300*more, 0.5*more).workers("channel/own", "32", 300*many, 0.5*many)
	}
	assert.Equal(t, 2, plain().answer(t, task).Workers, "not measured")
	assert.Equal(t, 2, workers(0.98, 1).answer(t, task).Workers, "two percent are not worth it")
	assert.Equal(t, 3, workers(0.9, 1).answer(t, task).Workers)
	many := workers(1, 0.8).answer(t, task)
	assert.Equal(t, 2, many.Workers)
	assert.Contains(t, strings.Join(strings.Fields(many.Text()), " "), "32 workers take 0.8× the time of 2 (channel, between 1.5us and 15us). They are not advised")
}

func TestABurstThatMissesTheLatency(t *testing.T) {
	a := idle().answer(t, advise.Ask{Task: 50 * time.Microsecond, Burst: 10_000, Latency: 20 * time.Millisecond})
	each := 300 + 0.5*50e3
	assert.InEpsilon(t, 10_000*each, a.Burst.Mid, 1e-6)
	assert.Equal(t, advise.TooLate, a.Fit)
	turns := math.Floor((20e6 - 30e3) / (2 * each))
	assert.Equal(t, 2*int(turns), a.Places)
	assert.Equal(t, a.Places-a.Workers, a.Queue)
	assert.Equal(t, math.Ceil(10_000/turns), a.Processors.Mid)
	assert.Contains(t, a.Text(), "refuse what finds it full")
	assert.Contains(t, a.Text(), "S09")
}

func TestABurstInTimeWaitsInTheQueue(t *testing.T) {
	a := idle().answer(t, advise.Ask{Task: 50 * time.Microsecond, Burst: 1002, Latency: time.Second})
	assert.Equal(t, advise.InTime, a.Fit)
	assert.Equal(t, 1000, a.Queue)
	assert.Contains(t, a.Text(), "1000 waiting tasks take 7.81 KiB")
	assert.NotContains(t, a.Text(), "S09")
}

func TestBurstsTakeWholeTurns(t *testing.T) {
	a := plain().answer(t, advise.Ask{Task: time.Millisecond, Burst: 3})
	assert.InEpsilon(t, 4*(300+0.5*1e6), a.Burst.Mid, 1e-6)
}

func TestRates(t *testing.T) {
	below := plain().answer(t, advise.Ask{Task: time.Millisecond, Rate: 1000}).Text()
	assert.Contains(t, below, "1000 tasks a second are 50%")
	assert.Contains(t, plain().answer(t, advise.Ask{Task: time.Millisecond, Rate: 3000}).Text(), "the queue grows without end")
}

// At a measured size the answer is what was measured, and between two it lies between them.
func TestInterpolation(t *testing.T) {
	b := newMade(rounds).row("channel/own", 300, 0.6).book(t)
	each := func(task float64) float64 {
		a, err := advise.For(b, advise.Ask{Task: time.Duration(task), Burst: 2})
		require.NoError(t, err)
		require.Equal(t, "channel", a.Strategy.Key())
		return a.Burst.Mid / 2
	}
	for value, ns := range sizes {
		if ns >= 1500 {
			assert.InDelta(t, 300+0.6*(empty+ns), each(empty+ns), 1e-6, value)
		}
	}
	last := 0.0
	for task := 1600.0; task < 1500e3; task *= 1.3 {
		now := each(task)
		assert.Greater(t, now, last, task)
		last = now
	}
}

func TestRefusals(t *testing.T) {
	ask := advise.Ask{Task: 50 * time.Microsecond}
	for name, c := range map[string]struct {
		run  *made
		ask  advise.Ask
		want string
	}{
		"a task below": {plain(), advise.Ask{Task: 10}, "no advice for tasks of 10 ns"},
		"a task above": {plain(), advise.Ask{Task: time.Second}, "no advice for tasks of 1 s"},
		"a burst beyond": {plain().waiting("channel/own", "1e4", 1e4, 8), advise.Ask{Task: ask.Task, Burst: 10_001},
			"the largest that was measured is 10000"},
		"no burst at all": {plain(), advise.Ask{Task: ask.Task, Burst: 65}, "the 64 places of its queue: poolbench run --experiment burst --out"},
		"few rounds":      {newMade(6).row("channel/own", 300, 0.5), ask, "6 rounds, and a verdict takes 12: poolbench run --experiment grain,workers,burst,request --out"},
		"bad controls":    {plain().control(1), ask, "an effect of 10 % that is there was not found"},
		"no grains":       {newMade(rounds).cell("overhead/submitters=1/channel/own", sample.Compared, 60), ask, "poolbench run --experiment grain --out results/asked/grain"},
		"one grain": {newMade(rounds).cell("grain/grain=15us/channel/own", sample.Compared, 8e3), ask,
			"1 size of tasks in enough"},
	} {
		_, err := advise.For(c.run.book(t), c.ask)
		require.Error(t, err, name)
		assert.Contains(t, err.Error(), c.want, name)
		assert.NotContains(t, err.Error(), "\n", name)
	}
}

// A task of the largest nominal grain is not refused because this machine is faster than the name.
func TestATaskJustBeyondTheLargestIsAdvised(t *testing.T) {
	a := plain().answer(t, advise.Ask{Task: 1600 * time.Microsecond, Burst: 2})
	assert.InEpsilon(t, 2*(300+0.5*1600e3), a.Burst.Mid, 1e-6)
}

func TestQuestionsThatMakeNoSense(t *testing.T) {
	for want, ask := range map[string]advise.Ask{
		"--task 0s":                {},
		"--burst -1":               {Task: 1, Burst: -1},
		"--burst 2000000000":       {Task: 1, Burst: 2_000_000_000},
		"--latency -1ns":           {Task: 1, Burst: 1, Latency: -1},
		"--latency 1ms is for the": {Task: 1, Latency: time.Millisecond},
		"--latency 1µs is shorter": {Task: time.Millisecond, Burst: 1, Latency: time.Microsecond},
		"--rate -1":                {Task: 1, Rate: -1},
		"--rate NaN":               {Task: 1, Rate: math.NaN()},
	} {
		assert.ErrorContains(t, ask.Check(), want)
	}
	assert.NoError(t, advise.Ask{Task: 1, Burst: 1, Latency: 1, Rate: 1}.Check())
}

// Beside a run that gives no advice, what was measured on request does.
func TestARunWithTooFewRoundsIsLeftOut(t *testing.T) {
	quick := newMade(6).row("channel/own", 3000, 0.5).write(t, "latest")
	b, err := study.Open([]string{quick, plain().write(t, "asked")}, "")
	require.NoError(t, err)
	a, err := advise.For(b, advise.Ask{Task: 50 * time.Microsecond, Burst: 2})
	require.NoError(t, err)
	assert.InEpsilon(t, 2*(300+0.5*50e3), a.Burst.Mid, 1e-6)
	assert.Contains(t, strings.Join(strings.Fields(a.Text()), " "), "left out: "+quick+": 6 rounds, and a verdict takes 12")
}

// What a run lacks is said with the command that measures it, and nothing of another run is in the text.
func TestOwnNumbersHaveNoDagger(t *testing.T) {
	text := plain().answer(t, advise.Ask{Task: 50 * time.Microsecond, Burst: 60}).Text()
	assert.NotContains(t, text, "†")
	for _, name := range []string{"workers", "burst", "repairs"} {
		assert.Contains(t, strings.Join(strings.Fields(text), " "), "not measured: poolbench run --experiment "+name+" --out results/asked/"+name)
	}
}
