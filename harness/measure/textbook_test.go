package measure

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/sample"
)

// The textbook pool ends if all jobs have a place in it: in one of its buffers or with a worker.
func TestTheTextbookPoolEndsIfEverythingFits(t *testing.T) {
	cases := []struct {
		buffer, workers, jobs int
		sent                  int // before it waits for itself; 0 if it ends
	}{
		{0, 3, 3, 0}, {0, 3, 4, 3}, {10, 3, 23, 0}, {10, 3, 24, 23}, {10, 3, 100, 23}, {100, 3, 100, 0}, {0, 1, 1, 0}, {0, 1, 2, 1},
	}
	for _, c := range cases {
		b := newTextbook(c.buffer, c.workers, c.jobs)
		outcome := b.try(time.Minute)
		if c.sent == 0 {
			require.Nil(t, outcome.Failure, "%+v", c)
			assert.Equal(t, c.jobs, outcome.Measured.Tasks, "%+v", c)
			assert.Positive(t, outcome.Measured.WallNS, "%+v", c)
			continue
		}
		require.NotNil(t, outcome.Failure, "%+v", c)
		assert.Nil(t, outcome.Measured)
		assert.Equal(t, sample.RuleBroken, outcome.Failure.Kind)
		assert.Equal(t, fmt.Sprintf("hangs: %d of %d jobs are sent, the program waits to send the next; %d workers wait to send a result, "+
			"for which %d of %[4]d places are taken; nobody receives", c.sent, c.jobs, c.workers, c.buffer), outcome.Failure.Detail)
		b.release()
	}
}

// release lets a program that waits for itself end: it takes results away until all jobs are
// sent, and gives them back.
func (b *textbook) release() {
	for taken := []int(nil); ; {
		select {
		case result := <-b.results:
			taken = append(taken, result)
			continue
		case <-b.allSent:
		}
		for _, result := range taken {
			b.results <- result
		}
		<-b.ended
		return
	}
}

func TestTextbookCasesAreChecked(t *testing.T) {
	spec := func(name string, workers, jobs int) Spec {
		s := ruleSpec("channel", "own", name)
		s.Workers, s.Tasks = workers, jobs
		return s
	}
	for want, s := range map[string]Spec{
		`refused: unknown case "textbook-": "" is no length of a buffer`:         spec("textbook-", 3, 100),
		`refused: unknown case "textbook--1": "-1" is no length of a buffer`:     spec("textbook--1", 3, 100),
		`refused: unknown case "textbook-many": "many" is no length of a buffer`: spec("textbook-many", 3, 100),
		`refused: unknown case "textbook"`:                                       spec("textbook", 3, 100),
		"refused: 0 workers: at least 1 has to take jobs":                        spec("textbook-0", 0, 100),
		"refused: 0 jobs: at least 1 has to be done":                             spec("textbook-0", 3, 0),
	} {
		outcome := serve(t, s)
		require.NotNil(t, outcome.Failure, want)
		assert.Equal(t, want, outcome.Failure.String())
	}
}

// In a process of its own, which what hangs ends with.
func TestATextbookPoolThatHangsIsReported(t *testing.T) {
	s := ruleSpec("channel", "own", "textbook-10")
	s.Workers, s.Tasks = 3, 100
	outcome := ask(t, s)
	require.NotNil(t, outcome.Failure)
	assert.Equal(t, sample.RuleBroken, outcome.Failure.Kind)
	s.Workload = "textbook-100"
	require.Nil(t, ask(t, s).Failure)
}
