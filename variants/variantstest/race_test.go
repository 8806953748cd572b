//go:build race

package variantstest

import (
	"context"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/variants"
	"poolbench/variants/channel"
)

// raceExitCode is what the race detector exits with after a report, by default.
const raceExitCode = 66

// subjectVariable tells a child process which pool to check.
const subjectVariable = "VARIANTSTEST_RACE_SUBJECT"

// raceSubjects are a clean pool and one defect for each direction of the rule on memory.
// Values come out right in all of them: only the race detector can tell.
var raceSubjects = map[string]breakage{
	"healthy": func(<-chan struct{}) Open { return channel.Open },
	"Close sleeps for long enough instead of waiting": mutate(func(m *mutant, _ variants.Config, released <-chan struct{}) {
		m.close = func() error {
			time.Sleep(100 * time.Millisecond) // the defect
			go func() { <-released; _ = m.Pool.Close() }()
			return nil
		}
	}),
	"the worker polls a plain variable for its task": mutate(func(m *mutant, _ variants.Config, _ <-chan struct{}) {
		m.submit = func(ctx context.Context, task func()) error {
			var handed func()
			started := make(chan struct{})
			err := m.Pool.Submit(ctx, func() {
				close(started)
				time.Sleep(time.Millisecond) // the defect
				handed()
			})
			<-started
			handed = task
			return err
		}
	}),
}

// TestRaceSubject is what the child processes run.
func TestRaceSubject(t *testing.T) {
	pool, ok := raceSubjects[os.Getenv(subjectVariable)]
	if !ok {
		t.Skip("runs in child processes of TestRaceDetectorJudgesMemory")
	}
	released := make(chan struct{})
	defer close(released)
	c := caseNamed(t, "memory/submit-to-task-to-close")
	require.NoError(t, c.Check(pool(released), channel.Traits, DefaultLimit))
}

func TestRaceDetectorJudgesMemory(t *testing.T) {
	for name := range raceSubjects {
		t.Run(name, func(t *testing.T) {
			child := exec.Command(os.Args[0], "-test.run=^TestRaceSubject$")
			child.Env = append(os.Environ(), subjectVariable+"="+name, "GORACE=halt_on_error=1")
			output, err := child.CombinedOutput()
			if name == "healthy" {
				require.NoErrorf(t, err, "%s", output)
				return
			}
			var exit *exec.ExitError
			require.ErrorAsf(t, err, &exit, "%s", output)
			assert.Equalf(t, raceExitCode, exit.ExitCode(), "%s", output)
			assert.Contains(t, string(output), "WARNING: DATA RACE")
			assert.Contains(t, string(output), "checkMemory")
		})
	}
}
