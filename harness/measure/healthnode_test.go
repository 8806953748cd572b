package measure

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/node"
	"poolbench/harness/sample"
)

// serverAct is the variable that makes the test binary play a server in Node.js, and says how well.
const serverAct = "MEASURE_TEST_SERVER"

// answers are what it says of spin32-100us, by whether that is right.
var answers = map[bool]uint64{true: 3212567445, false: 3212567444}

// actAsServer has the conversation of the job serve. An act is "well", or what is wrong.
func actAsServer(act string) {
	in := bufio.NewScanner(os.Stdin)
	in.Scan() // the request
	var computed atomic.Int64
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	going := make(chan struct{})
	go func() {
		_ = http.Serve(l, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { //nolint:gosec // ends with its process
			defer func() {
				if r.URL.Path == "/compute" {
					_, _ = fmt.Fprint(w, answers[act != "miscalculates"])
				}
			}()
			if r.URL.Path == "/compute" {
				computed.Add(1)
			}
			select {
			case <-going:
				if act == "dies" {
					os.Exit(3)
				}
				if act == "fails" {
					w.WriteHeader(http.StatusInternalServerError)
				}
			default:
			}
		}))
	}()
	fmt.Printf(`{"ready":true,"processes":[%d],"address":"http://%s"}`+"\n", os.Getpid(), l.Addr())
	in.Scan() // "go"
	close(going)
	in.Scan() // "stop"
	if act == "miscounts" {
		computed.Add(1)
	}
	result, _ := json.Marshal(map[string]int64{"tasks": computed.Load(), "wallNS": 1, "userUS": 300, "systemUS": 20})
	fmt.Printf(`{"result":%s}`+"\n", result)
	in.Scan() // "end"
}

// nodeHealthSpec has a system in Node.js that this test binary plays.
func nodeHealthSpec(t *testing.T, act string) Spec {
	t.Helper()
	t.Setenv(serverAct, act)
	executable, err := os.Executable()
	require.NoError(t, err)
	spec := healthSpec(2)
	spec.Variant, spec.Face, spec.Workload = node.Pool, "own", "spin32-100us"
	spec.Program = node.Program{Executable: executable, Dir: t.TempDir()}
	return spec
}

// What is measured is the other process, and what this one did is a helper's.
func TestHealthOfAnotherProcess(t *testing.T) {
	outcome := serve(t, nodeHealthSpec(t, "well"))
	require.Nil(t, outcome.Failure)
	m := outcome.Measured
	assert.Equal(t, 20, m.Tasks)
	assert.EqualValues(t, 20, m.Latency.Count)
	assert.GreaterOrEqual(t, m.Probed.Units, int64(2))
	assert.Equal(t, int64(300_000), m.UserNS)
	assert.Equal(t, int64(20_000), m.SystemNS)
	assert.Positive(t, m.HelpersNS)
	assert.Nil(t, m.Scheduler)
	assert.Zero(t, m.Allocs)
}

func TestServersOfAnotherProcessThatFail(t *testing.T) {
	for act, want := range map[string]sample.Failure{
		"miscalculates": {Kind: sample.WrongResult, Detail: `the server answers "3212567444" (200 OK), and 3212567445 is right`},
		"miscounts":     {Kind: sample.WrongResult, Detail: "answers came back"},
		"fails":         {Kind: sample.WrongResult, Detail: "0 of 20 requests were answered: map[status 500:20]"},
		"dies":          {Kind: sample.Crashed, Detail: "exit status 3"},
	} {
		outcome := serve(t, nodeHealthSpec(t, act))
		require.NotNil(t, outcome.Failure, act)
		assert.Equal(t, want.Kind, outcome.Failure.Kind, act)
		assert.Contains(t, outcome.Failure.Detail, want.Detail, act)
	}
	spec := nodeHealthSpec(t, "well")
	spec.Variant = "node-pond"
	assert.NotNil(t, serve(t, spec).Failure)
	spec = nodeHealthSpec(t, "well")
	spec.Program.Executable = filepath.Join(t.TempDir(), "node")
	outcome := serve(t, spec)
	require.NotNil(t, outcome.Failure)
	assert.Contains(t, outcome.Failure.Detail, "cannot start")
}

// Each system answers, computes what callers got, and has used a processor for it.
func TestHealthOfSystemsInNode(t *testing.T) {
	executable, err := exec.LookPath("node")
	if err != nil {
		t.Skip("no node on the PATH: the systems in Node.js cannot be started")
	}
	dir, err := filepath.Abs(filepath.Join("..", "node"))
	require.NoError(t, err)
	for _, row := range node.Rows() {
		t.Run(row.Variant, func(t *testing.T) {
			if _, err := os.Stat(filepath.Join(dir, "node_modules", row.Module)); row.Module != "" && err != nil {
				t.Skipf("%s is not installed: npm ci in harness/node does it", row.Module)
			}
			spec := healthSpec(2)
			spec.Variant, spec.Face, spec.Workload = row.Variant, string(row.Face), "spin32-100us"
			spec.Program = node.Program{Executable: executable, Dir: dir}
			outcome := serve(t, spec)
			require.Nil(t, outcome.Failure)
			m := outcome.Measured
			assert.Equal(t, 20, m.Tasks)
			assert.EqualValues(t, 20, m.Latency.Count)
			assert.GreaterOrEqual(t, m.Probed.Units, int64(2))
			assert.Positive(t, m.UserNS)
		})
	}
}
