package measure

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/machine"
	"poolbench/harness/sample"
	"poolbench/variants"
)

func TestStartsOfPoolsInGo(t *testing.T) {
	for _, variant := range []string{"channel", "inline", "freelist"} {
		outcome := serve(t, Spec{Job: StartWorkers, Variant: variant, Face: "own", Workload: "spin-1.5us", Workers: 1, Queue: 64, Submitters: 1, Tasks: 5})
		require.Nil(t, outcome.Failure, "%s: %v", variant, outcome.Failure)
		m := outcome.Measured
		assert.Equal(t, 5, m.Tasks)
		require.NotNil(t, m.Latency)
		assert.Equal(t, int64(5), m.Latency.Count)
		assert.GreaterOrEqual(t, m.WallNS, m.Latency.MaxNS, "one after the other")
		assert.Equal(t, machine.RSS() != nil, m.Started != nil)
		if m.Started != nil {
			assert.Equal(t, int64(5), m.Started.Workers)
			assert.Positive(t, m.Started.BeforeRSS)
		}
	}
}

// All pools are open at the same time, and none stays open.
func TestAllPoolsStayOpenUntilTheLastHasAnswered(t *testing.T) {
	open, most := 0, 0
	s := starting{work: sevens, tasks: 4, open: func() (variants.Pool, error) {
		open++
		most = max(most, open)
		return fakePool{submit: runAtOnce, close: func() error { open--; return nil }}, nil
	}}
	outcome := s.take()
	require.Nil(t, outcome.Failure)
	assert.Equal(t, 4, most)
	assert.Zero(t, open)
}

func TestStartsThatFail(t *testing.T) {
	works := func() (variants.Pool, error) { return fakePool{submit: runAtOnce}, nil }
	pool := func(p fakePool) func() (variants.Pool, error) { return func() (variants.Pool, error) { return p, nil } }
	wrong := sevens
	wrong.Answer = 8
	for name, c := range map[string]struct {
		s    starting
		want sample.Failure
	}{
		"cannot be opened": {starting{work: sevens, tasks: 2, open: func() (variants.Pool, error) { return nil, errors.New("no worker") }}, sample.Failure{Kind: sample.Refused, Detail: "no worker"}},
		"refuses a task":   {starting{work: sevens, tasks: 2, open: pool(fakePool{submit: func(func()) error { return errors.New("full") }})}, sample.Failure{Kind: sample.Refused, Detail: "do: full"}},
		"cannot be closed": {starting{work: sevens, tasks: 2, open: pool(fakePool{submit: runAtOnce, close: func() error { return errors.New("stuck") }})}, sample.Failure{Kind: sample.Refused, Detail: "close: stuck"}},
		"wrong answers":    {starting{work: wrong, tasks: 2, open: works}, sample.Failure{Kind: sample.WrongResult, Detail: "the answers add up to 14, not 16"}},
	} {
		assert.Equal(t, Outcome{Failure: &c.want}, c.s.take(), name)
	}
	outcome := serve(t, Spec{Job: StartWorkers, Variant: "channel", Face: "own", Workload: "nap", Submitters: 1, Tasks: 1})
	require.NotNil(t, outcome.Failure)
	assert.Equal(t, sample.Refused, outcome.Failure.Kind)
}

func TestWhatIsUnknownIsNoMemoryOfWorkers(t *testing.T) {
	n := uint64(1)
	assert.Nil(t, newStarted(1, nil, &n))
	assert.Nil(t, newStarted(1, &n, nil))
	assert.Equal(t, &sample.Started{Workers: 2, BeforeRSS: 1, AfterRSS: 1}, newStarted(2, &n, &n))
}
