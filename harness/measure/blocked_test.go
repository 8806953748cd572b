package measure

import (
	"errors"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/machine"
	"poolbench/harness/sample"
)

func blockedSpec(way string, tasks int) Spec {
	return Spec{Job: BlockTasks, Variant: "spawn", Face: "own", Workload: "block-" + way, Workers: tasks, Queue: 64, Submitters: 1, Tasks: tasks}
}

// Only the system call costs a thread per task. Each is counted in a process of its own,
// which has a few idle threads at most: they take in a task each.
func TestOnlySystemCallsCostThreads(t *testing.T) {
	const tasks, few = 60, 20
	for way, most := range map[string]int64{"channel": few, "socket": few, "syscall": tasks + few} {
		outcome := ask(t, blockedSpec(way, tasks))
		require.Nil(t, outcome.Failure, way)
		m := outcome.Measured
		assert.Equal(t, tasks, m.Tasks, way)
		assert.Positive(t, m.WallNS, way)
		assert.Greater(t, m.PeakGoroutines, tasks, "%s: one each, and the one that counts", way)
		if machine.Threads() == nil {
			assert.Nil(t, m.ThreadsAdded, "%s: unknown", way)
			continue
		}
		require.NotNil(t, m.ThreadsAdded, way)
		assert.LessOrEqual(t, *m.ThreadsAdded, most, way)
		if way == "syscall" {
			assert.GreaterOrEqual(t, *m.ThreadsAdded, int64(tasks-few))
		}
	}
}

// Every way blocks in a pool with a queue of its own, too, in this process and repeatedly:
// nothing is left open or running.
func TestEveryWayReleasesWhatItBlocks(t *testing.T) {
	for way := range ways {
		for _, tasks := range []int{1, 8} {
			spec := validSpec()
			spec.Job, spec.Workload, spec.Workers, spec.Tasks = BlockTasks, way, tasks, tasks
			outcome := serve(t, spec)
			require.Nil(t, outcome.Failure, "%s, %d tasks", way, tasks)
			assert.Equal(t, tasks, outcome.Measured.Tasks)
		}
	}
}

// A task that is run once too often finds nothing to wait for, and says so.
func TestATaskTooManyIsNotReleasedByAWay(t *testing.T) {
	for _, name := range []string{"block-socket", "block-syscall"} {
		way, err := ways[name](2)
		require.NoError(t, err)
		require.NoError(t, way.release())
		assert.Equal(t, []uint64{1, 1, 0, 0}, []uint64{way.block(), way.block(), way.block(), way.block()}, name)
		way.close()
	}
}

func TestBrokenPoolsAreFoundWhileTasksBlock(t *testing.T) {
	const tasks, soon = 4, 20 * time.Millisecond
	refusal, failure := errors.New("queue is full"), errors.New("a task failed")
	var running sync.WaitGroup
	calls := 0
	join := func() error { running.Wait(); return nil }
	cases := map[string]struct {
		pool  fakePool
		limit time.Duration
		kind  sample.FailureKind
		want  string
	}{
		"runs a task twice": {fakePool{close: join, submit: func(task func()) error {
			if calls++; calls == tasks {
				running.Go(task)
			}
			running.Go(task)
			return nil
		}}, blockLimit, sample.WrongResult, "5 of 4 tasks ran"},
		"never runs a task": {fakePool{submit: func(task func()) error {
			if calls++; calls != tasks {
				running.Go(task)
			}
			return nil
		}}, soon, sample.TimedOut, "of 4 tasks were blocked at the same time after 20ms"},
		"runs one after the other": {
			fakePool{submit: runAtOnce}, soon, sample.TimedOut, "of 4 tasks were blocked at the same time after 20ms",
		},
		"refuses a task": {fakePool{submit: func(task func()) error {
			if calls++; calls == tasks {
				return refusal
			}
			running.Go(task)
			return nil
		}}, blockLimit, sample.Refused, "submit: queue is full"},
		"fails to close": {fakePool{
			submit: func(task func()) error { running.Go(task); return nil },
			close:  func() error { running.Wait(); return failure },
		}, blockLimit, sample.Refused, "close: a task failed"},
	}
	for name, c := range cases {
		calls = 0
		way, err := channelWay(tasks)
		require.NoError(t, err)
		b := newBlockade(c.pool, way, tasks)
		outcome := b.take(c.limit)
		<-b.submitted
		running.Wait()
		require.NotNil(t, outcome.Failure, name)
		assert.Equal(t, c.kind, outcome.Failure.Kind, name)
		assert.Contains(t, outcome.Failure.Detail, c.want, name)
		assert.Nil(t, outcome.Measured, name)
	}
}

// Tasks that have come to their call but go on running are not counted: they share the
// processors, and none of them has cost a thread.
func TestTasksThatDoNotBlockAreNoBlockade(t *testing.T) {
	var released atomic.Bool
	busy := way{
		block: func() uint64 {
			for !released.Load() {
				runtime.Gosched()
			}
			return 1
		},
		release: func() error { released.Store(true); return nil },
	}
	var running sync.WaitGroup
	pool := fakePool{submit: func(task func()) error { running.Go(task); return nil }}
	b := newBlockade(pool, busy, 2)
	outcome := b.take(20 * time.Millisecond)
	<-b.submitted
	running.Wait()
	require.NotNil(t, outcome.Failure)
	assert.Equal(t, sample.TimedOut, outcome.Failure.Kind)
}

func TestAWayThatLetsGoTooEarlyIsFound(t *testing.T) {
	broken, err := channelWay(1)
	require.NoError(t, err)
	gate := broken.block
	broken.block = func() uint64 { gate(); return 0 } // an error instead of the byte that was waited for
	var running sync.WaitGroup
	pool := fakePool{submit: func(task func()) error { running.Go(task); return nil }}
	outcome := newBlockade(pool, broken, 3).take(blockLimit)
	running.Wait()
	assert.Equal(t, Outcome{Failure: &sample.Failure{Kind: sample.WrongResult, Detail: "the answers add up to 0, not 3"}}, outcome)
}
