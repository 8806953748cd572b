package measure

import (
	"context"
	"encoding/json"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"poolbench/harness/child"
	"poolbench/harness/service/cluster"
	"poolbench/harness/service/load"
)

// TestMain makes the test binary a child that measures when it is started as one, as
// poolbench itself does. Libraries may start goroutines when they are imported.
func TestMain(m *testing.M) {
	if child.Is() {
		os.Exit(child.Serve(map[string]child.Job{JobName: Serve, load.JobName: load.Job, cluster.JobName: cluster.Job}, os.Stdin, os.Stdout, os.Stderr))
	}
	if act := os.Getenv(serverAct); act != "" {
		actAsServer(act)
		return
	}
	if how := os.Getenv(playing); how != "" {
		playNode(how)
		os.Exit(0)
	}
	// A process with the race detector sleeps for a second before it exits.
	_ = os.Setenv("GORACE", os.Getenv("GORACE")+" atexit_sleep_ms=0")
	goleak.VerifyTestMain(m, goleak.IgnoreCurrent())
}

// serve passes spec to Serve in this process.
func serve(t *testing.T, spec Spec) Outcome {
	t.Helper()
	request, err := json.Marshal(spec)
	require.NoError(t, err)
	outcome, err := Serve(request)
	require.NoError(t, err)
	return outcome.(Outcome)
}

// ask passes spec to a child process. Calibration needs one where a pool has workers: it
// leaves the pool open, since its process ends anyway.
func ask(t *testing.T, spec Spec) Outcome {
	t.Helper()
	var outcome Outcome
	failure, err := child.Process{GOMAXPROCS: 2, Timeout: time.Minute}.Ask(t.Context(), JobName, spec, &outcome)
	require.NoError(t, err)
	require.Nil(t, failure)
	return outcome
}

// fakePool runs tasks as its function says.
type fakePool struct {
	submit func(task func()) error
	close  func() error // nil: does nothing
}

func (p fakePool) Submit(_ context.Context, task func()) error { return p.submit(task) }

func (p fakePool) Close() error {
	if p.close == nil {
		return nil
	}
	return p.close()
}
