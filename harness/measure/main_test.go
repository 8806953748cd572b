package measure

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

// TestMain makes the test binary a child that measures when it is started as one, as
// poolbench itself does. Libraries may start goroutines when they are imported.
func TestMain(m *testing.M) {
	if IsChild() {
		os.Exit(Serve(os.Stdin, os.Stdout, os.Stderr))
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
	var out, errs bytes.Buffer
	require.Zero(t, Serve(bytes.NewReader(request), &out, &errs), errs.String())
	return decodeOutcome(t, out.Bytes())
}

// ask passes spec to a child process. Calibration needs one where a pool has workers: it
// leaves the pool open, since its process ends anyway.
func ask(t *testing.T, spec Spec) Outcome {
	t.Helper()
	request, err := json.Marshal(spec)
	require.NoError(t, err)
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), ChildEnvironment)
	cmd.Stdin = bytes.NewReader(request)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	require.NoError(t, err)
	return decodeOutcome(t, out)
}

func decodeOutcome(t *testing.T, text []byte) Outcome {
	t.Helper()
	var outcome Outcome
	require.NoError(t, json.Unmarshal(text, &outcome))
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
