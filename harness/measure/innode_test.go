package measure

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/machine"
	"poolbench/harness/node"
	"poolbench/harness/sample"
)

// playing is the variable that makes the test binary a program in Node.js that answers at once, and
// says what a mistake does there: keeps, breaks or fails.
const playing = "MEASURE_TEST_NODE"

// playNode has the conversation that README.md of package node describes.
func playNode(how string) {
	in := bufio.NewReader(os.Stdin)
	var q node.Request
	line, _ := in.ReadString('\n')
	if err := json.Unmarshal([]byte(line), &q); err != nil {
		os.Exit(1)
	}
	result := map[string]any{"tasks": q.Tasks, "wallNS": 2_000_000, "userUS": 700, "systemUS": 30}
	switch q.Job {
	case node.FindBatch, node.FindRequests:
		result = map[string]any{"tasks": 412, "perTaskNS": 2.5}
	case node.RequestReply:
		result["latenciesNS"] = durationsUpTo(q.Tasks)
	case node.Started:
		result["latenciesNS"], result["processes"] = durationsUpTo(q.Tasks), []int{os.Getpid(), os.Getppid()}
	case node.Erratum:
		result = map[string]any{"kept": how == "keeps", "happened": "the next task hangs"}
	}
	if q.Job != node.FindBatch && q.Job != node.FindRequests { // those do not wait for a word
		fmt.Printf(`{"ready":true,"processes":[%d]}`+"\n", os.Getpid())
		_, _ = in.ReadString('\n')
	}
	if how == "fails" {
		fmt.Println(`{"failure":{"kind":"wrong result","detail":"7, not 8"}}`)
		return
	}
	_ = json.NewEncoder(os.Stdout).Encode(map[string]any{"result": result})
	_, _ = in.ReadString('\n')
}

// durationsUpTo are 1, 2 … n microseconds.
func durationsUpTo(n int) []int {
	var all []int
	for i := range n {
		all = append(all, 1000*(i+1))
	}
	return all
}

// played is a spec whose program is this test binary.
func played(t *testing.T, how string, job Job) Spec {
	t.Helper()
	t.Setenv(playing, how)
	executable, err := os.Executable()
	require.NoError(t, err)
	return Spec{
		Job: job, Variant: node.Pool, Face: "own", Workload: "empty", Workers: 2, Submitters: 3, Tasks: 40, Window: time.Second,
		Program: node.Program{Executable: executable, Dir: t.TempDir()},
	}
}

func TestASampleInNode(t *testing.T) {
	outcome := serve(t, played(t, "keeps", TakeSample))
	require.Nil(t, outcome.Failure)
	m := outcome.Measured
	assert.Equal(t, 40, m.Tasks)
	assert.Equal(t, []int64{2_000_000, 700_000, 30_000}, []int64{m.WallNS, m.UserNS, m.SystemNS})
	assert.Nil(t, m.Latency)
	assert.Nil(t, m.Scheduler, "that is Go's")
	assert.Zero(t, m.Allocs)
	assert.Zero(t, m.Bytes)
	assert.Zero(t, m.GCCycles)
	assert.Zero(t, m.Preempted)
	assert.Zero(t, m.PeakGoroutines)
	known := machine.RSS() != nil // as on Linux
	assert.Equal(t, known, m.PeakRSS != nil)
	assert.Equal(t, known, m.Threads != nil)
	assert.Equal(t, machine.Read().CPU != nil, m.ForeignCPU != nil, "by the same counters as for Go")
}

func TestRequestsInNode(t *testing.T) {
	outcome := serve(t, played(t, "keeps", RequestReply))
	require.Nil(t, outcome.Failure)
	require.NotNil(t, outcome.Measured.Latency)
	assert.Equal(t, int64(40), outcome.Measured.Latency.Count)
	assert.Equal(t, int64(40_000), outcome.Measured.Latency.MaxNS)
}

func TestCalibrationInNode(t *testing.T) {
	for _, job := range []Job{Calibrate, CalibrateRequests} {
		assert.Equal(t, Outcome{Tasks: 412, PerTaskNS: 2.5}, serve(t, played(t, "keeps", job)))
	}
}

// Memory is that of the processes there were before, and of those there are afterwards.
func TestStartsInNode(t *testing.T) {
	outcome := serve(t, played(t, "keeps", StartWorkers))
	require.Nil(t, outcome.Failure)
	assert.Equal(t, int64(40), outcome.Measured.Latency.Count)
	own := machine.RSS()
	if own == nil {
		assert.Nil(t, outcome.Measured.Started, "unknown is not 0")
		return
	}
	started := outcome.Measured.Started
	require.NotNil(t, started)
	assert.Equal(t, int64(40), started.Workers)
	assert.Greater(t, started.AfterRSS, started.BeforeRSS, "this process was not there before, as far as the program said")
}

func TestAMistakeIsARuleThatIsBroken(t *testing.T) {
	spec := played(t, "keeps", TryErratum)
	spec.Workload = "corrected/crashed-worker"
	outcome := serve(t, spec)
	require.Nil(t, outcome.Failure)
	assert.Equal(t, 1, outcome.Measured.Tasks)
	assert.Positive(t, outcome.Measured.WallNS)

	spec = played(t, "breaks", TryErratum)
	spec.Workload = "note/crashed-worker"
	assert.Equal(t, Outcome{Failure: &sample.Failure{Kind: sample.RuleBroken, Detail: "the next task hangs"}}, serve(t, spec))
}

func TestWhatAProgramSaysOfItselfIsTheFailure(t *testing.T) {
	want := Outcome{Failure: &sample.Failure{Kind: sample.WrongResult, Detail: "7, not 8"}}
	for _, job := range []Job{TakeSample, RequestReply, StartWorkers, TryErratum} {
		assert.Equal(t, want, serve(t, played(t, "fails", job)), job)
	}
	spec := played(t, "keeps", TakeSample)
	spec.Program.Executable += ".missing"
	outcome := serve(t, spec)
	require.NotNil(t, outcome.Failure)
	assert.Contains(t, outcome.Failure.Detail, "cannot start ")
}

func TestWhatIsRefusedInNode(t *testing.T) {
	for want, change := range map[string]func(*Spec){
		`job "arrivals" cannot be done in Node.js as it is asked for`: func(s *Spec) { s.Job = Arrive },
		`job "sample" cannot be done in Node.js as it is asked for`:   func(s *Spec) { s.Monitor = sample.CPUProfile },
		`job "request" cannot be done in Node.js as it is asked for`:  func(s *Spec) { s.Job, s.Reuse = RequestReply, sample.Newest },
		`node-pool has no face "native": allowed is "own"`:            func(s *Spec) { s.Face = "native" },
		`unknown workload "nap"`:                                      func(s *Spec) { s.Workload = "nap" },
	} {
		spec := played(t, "keeps", TakeSample)
		change(&spec)
		outcome := serve(t, spec)
		require.NotNil(t, outcome.Failure, want)
		assert.Equal(t, sample.Refused, outcome.Failure.Kind)
		assert.Contains(t, outcome.Failure.Detail, want)
	}
}

// installed is the program with the real Node.js. The tests that use it are about what only that can tell.
func installed(t *testing.T) node.Program {
	t.Helper()
	t.Chdir("../..")
	program, _, err := node.Locate()
	if err != nil {
		t.Skip(err)
	}
	return program
}

func TestEverySystemIsMeasuredFromOutside(t *testing.T) {
	program := installed(t)
	for _, row := range node.Rows() {
		for _, job := range []Job{TakeSample, RequestReply, Calibrate, CalibrateRequests} {
			outcome := serve(t, Spec{
				Job: job, Variant: row.Variant, Face: string(row.Face), Workload: "spin32-100us", Workers: 2, Submitters: 2, Tasks: 8,
				Window: 5 * time.Millisecond, Program: program,
			})
			require.Nil(t, outcome.Failure, "%s %s: %v", row.Key(), job, outcome.Failure)
			m := outcome.Measured
			if job == Calibrate || job == CalibrateRequests {
				assert.Positive(t, outcome.Tasks, row.Key())
				continue
			}
			assert.Equal(t, 8, m.Tasks, row.Key())
			assert.Positive(t, m.UserNS, row.Key())
			if m.PeakRSS == nil {
				continue // not on Linux
			}
			assert.Greater(t, *m.PeakRSS, uint64(30<<20), "%s: no Node.js is as small as that", row.Key())
			assert.Greater(t, *m.Threads, int64(2), row.Key())
		}
	}
}

// The program's account of its processor time, which all comparisons rest on, against the kernel's.
func TestProcessorTimeFromInsideAndOutside(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux tells the processor time of another process")
	}
	program := installed(t)
	for _, variant := range []string{node.Loop, node.Pool, "node-cluster"} {
		p, failure := node.Start(t.Context(), program, node.Request{
			Job: node.Batch, Variant: variant, Workload: "spin32-1ms", Answer: 0x5d486709, Workers: 2, InFlight: 1, Tasks: 400,
		})
		require.Nil(t, failure, variant)
		before := readClocks(p.Processes())
		p.Go()
		p.Wait()
		outside := readClocks(p.Processes()).since(before)
		r, failure := p.Result()
		require.Nil(t, failure, variant)
		require.Nil(t, p.End(), variant)
		inside := (r.UserUS + r.SystemUS) * 1000
		t.Logf("%s: %d ms inside, %d ms outside", variant, inside/1e6, outside/1e6)
		assert.InEpsilon(t, outside, inside, 0.2, variant)
	}
}

func TestStartsInTheRealNode(t *testing.T) {
	program := installed(t)
	for _, variant := range []string{node.Pool, "node-cluster"} {
		outcome := serve(t, Spec{
			Job: StartWorkers, Variant: variant, Face: "own", Workload: "empty", Workers: 1, Submitters: 1, Tasks: 2, Program: program,
		})
		require.Nil(t, outcome.Failure, variant)
		assert.Equal(t, int64(2), outcome.Measured.Latency.Count)
		if perWorker, known := outcome.Measured.ResidentPerWorker(); known {
			assert.Greater(t, perWorker, float64(1<<20), "%s: a JavaScript engine of its own", variant)
		}
	}
}
