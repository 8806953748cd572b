package child

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"poolbench/harness/sample"
)

// jobs are what this test binary does when it is started as a child.
var jobs = map[string]Job{
	"echo":   func(request json.RawMessage) (any, error) { return request, nil },
	"panic":  func(json.RawMessage) (any, error) { panic("a job panicked") },
	"refuse": func(json.RawMessage) (any, error) { return nil, errors.New("not this request") },
	"babble": func(json.RawMessage) (any, error) { _, _ = os.Stdout.WriteString("hello, "); return "world", nil },
	"hang":   func(json.RawMessage) (any, error) { <-time.After(time.Hour); return nil, nil },
	"exhaust": func(json.RawMessage) (any, error) {
		_, _ = os.Stderr.WriteString("fatal error: runtime: out of memory\n")
		for { // the stacks of endless goroutines
			_, _ = os.Stderr.WriteString("goroutine 1 [running]:\n")
		}
	},
	"strange": func(json.RawMessage) (any, error) { return func() {}, nil },
}

func TestMain(m *testing.M) {
	if Is() {
		os.Exit(Serve(jobs, os.Stdin, os.Stdout, os.Stderr))
	}
	// A process with the race detector sleeps for a second before it exits.
	_ = os.Setenv("GORACE", os.Getenv("GORACE")+" atexit_sleep_ms=0")
	goleak.VerifyTestMain(m)
}

// patient is a process that no job but hang keeps waiting.
var patient = Process{GOMAXPROCS: 1, Timeout: time.Minute}

func TestAskReturnsTheAnswer(t *testing.T) {
	var answer map[string]int
	failure, err := patient.Ask(t.Context(), "echo", map[string]int{"tasks": 3}, &answer)
	require.NoError(t, err)
	require.Nil(t, failure)
	assert.Equal(t, map[string]int{"tasks": 3}, answer)
}

func TestAFailingChildIsAResult(t *testing.T) {
	for job, want := range map[string]sample.Failure{
		"panic":   {Kind: sample.Crashed, Detail: "panic: a job panicked"},
		"refuse":  {Kind: sample.Crashed, Detail: "cannot serve: not this request"},
		"strange": {Kind: sample.Crashed, Detail: "cannot serve: json: unsupported type: func()"},
		"unknown": {Kind: sample.Crashed, Detail: `cannot serve: unknown job "unknown"`},
	} {
		var answer any
		failure, err := patient.Ask(t.Context(), job, nil, &answer)
		require.NoError(t, err, job)
		require.NotNil(t, failure, job)
		assert.Equal(t, want.Kind, failure.Kind, job)
		assert.True(t, strings.HasPrefix(failure.Detail, want.Detail), "%s: %s", job, failure.Detail)
	}
}

func TestAnAnswerThatIsNoneIsACrash(t *testing.T) {
	var answer string
	failure, err := patient.Ask(t.Context(), "babble", nil, &answer)
	require.NoError(t, err)
	require.NotNil(t, failure)
	assert.Contains(t, failure.Detail, "ended without an answer")
}

func TestAHangingChildIsKilled(t *testing.T) {
	var answer any
	failure, err := Process{GOMAXPROCS: 1, Timeout: 50 * time.Millisecond}.Ask(t.Context(), "hang", nil, &answer)
	require.NoError(t, err)
	assert.Equal(t, &sample.Failure{Kind: sample.TimedOut, Detail: "no result after 50ms"}, failure)
}

// What a dying process prints about a million goroutines is not waited for.
func TestADyingChildIsEndedOnceItHasSaidWhy(t *testing.T) {
	var answer any
	failure, err := patient.Ask(t.Context(), "exhaust", nil, &answer)
	require.NoError(t, err)
	assert.Equal(t, &sample.Failure{Kind: sample.OutOfMemory, Detail: "fatal error: runtime: out of memory"}, failure)
}

func TestAnInterruptionIsNobodysResult(t *testing.T) {
	ended, end := context.WithCancel(t.Context())
	end()
	var answer any
	_, err := patient.Ask(ended, "echo", nil, &answer)
	require.ErrorIs(t, err, ErrInterrupted)

	soon, end := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer end()
	_, err = patient.Ask(soon, "hang", nil, &answer)
	require.ErrorIs(t, err, ErrInterrupted, "also when the child is running already")
}

func TestAnAnswerThatCannotBeWrittenIsOneLine(t *testing.T) {
	t.Setenv("POOLBENCH_CHILD", "echo")
	var errs bytes.Buffer
	assert.Equal(t, 1, Serve(jobs, strings.NewReader("{}"), closedPipe{}, &errs))
	assert.Equal(t, "cannot serve: closed\n", errs.String())
}

// A parent that goes on talking has its job's first words taken for the request.
func TestTheRequestIsTheFirstValue(t *testing.T) {
	t.Setenv(variable, "echo")
	var out, errs bytes.Buffer
	assert.Zero(t, Serve(jobs, strings.NewReader("{\"tasks\":3}\nmore\n"), &out, &errs))
	assert.Equal(t, "{\"tasks\":3}\n", out.String())
	assert.Empty(t, errs.String())
	assert.Equal(t, 1, Serve(jobs, strings.NewReader("{"), &out, &errs))
	assert.Equal(t, "cannot serve: cannot read the request: unexpected EOF\n", errs.String())
	assert.Equal(t, "POOLBENCH_CHILD=echo", Mark("echo"))
}

type closedPipe struct{}

func (closedPipe) Write([]byte) (int, error) { return 0, errors.New("closed") }

func TestServeOutsideOfAChildKnowsNoJob(t *testing.T) {
	assert.False(t, Is())
	var out, errs bytes.Buffer
	assert.Equal(t, 1, Serve(jobs, strings.NewReader("{}"), &out, &errs))
	assert.Equal(t, "cannot serve: unknown job \"\"\n", errs.String())
	assert.Empty(t, out.String())
}

func TestDiagnoseFindsTheLineThatSaysWhy(t *testing.T) {
	exit := errors.New("exit status 2")
	cases := map[string]struct {
		complaint string
		want      sample.Failure
	}{
		"nothing said": {"", sample.Failure{Kind: sample.Crashed, Detail: "exit status 2"}},
		"only noise":   {"warning: hello\n", sample.Failure{Kind: sample.Crashed, Detail: "exit status 2"}},
		"panic":        {"log line\npanic: boom\n\ngoroutine 1 [running]:\n", sample.Failure{Kind: sample.Crashed, Detail: "panic: boom"}},
		"deadlock":     {"fatal error: all goroutines are asleep - deadlock!\n", sample.Failure{Kind: sample.Crashed, Detail: "fatal error: all goroutines are asleep - deadlock!"}},
		"memory": {"runtime: out of memory: cannot allocate 4194304-byte block (100 in use)\nfatal error: out of memory\n",
			sample.Failure{Kind: sample.OutOfMemory, Detail: "runtime: out of memory: cannot allocate 4194304-byte block (100 in use)"}},
		"memory from the system": {"runtime: cannot allocate memory\nfatal error: cannot allocate memory\n", sample.Failure{Kind: sample.OutOfMemory, Detail: "fatal error: cannot allocate memory"}},
		"memory for a stack":     {"fatal error: out of memory (stackalloc)\n", sample.Failure{Kind: sample.OutOfMemory, Detail: "fatal error: out of memory (stackalloc)"}},
		"the child's own":        {"cannot serve: cannot limit memory: not permitted\n", sample.Failure{Kind: sample.Crashed, Detail: "cannot serve: cannot limit memory: not permitted"}},
	}
	for name, c := range cases {
		assert.Equal(t, &c.want, diagnose(exit, c.complaint), name)
	}
}

func TestComplaintsAreKeptFromTheBeginningOnly(t *testing.T) {
	var c Complaint
	text := strings.Repeat("12345", complaintLimit/5+4)
	n, err := io.Copy(&c, strings.NewReader(text)) // as package exec does
	require.NoError(t, err)
	assert.EqualValues(t, len(text), n, "the writer must not notice")
	assert.Equal(t, text[:complaintLimit], c.String())
}

// What would change the measured process must not come from the shell of the user.
func TestTheEnvironmentOfAChildIsStated(t *testing.T) {
	t.Setenv("GOMAXPROCS", "64")
	for _, name := range []string{"GOGC", "GOMEMLIMIT", "GODEBUG", "GOTRACEBACK"} {
		t.Setenv(name, "1")
	}
	t.Setenv("POOLBENCH_TEST", "kept=as it is")
	env := Process{GOMAXPROCS: 3}.environment("sing")
	assert.Subset(t, env, []string{"GOMAXPROCS=3", "POOLBENCH_CHILD=sing", "POOLBENCH_TEST=kept=as it is"})
	text := "\n" + strings.Join(env, "\n")
	assert.Equal(t, 1, strings.Count(text, "\nGOMAXPROCS="))
	for _, name := range []string{"GOGC", "GOMEMLIMIT", "GODEBUG", "GOTRACEBACK"} {
		assert.NotContains(t, text, "\n"+name+"=")
	}
}
