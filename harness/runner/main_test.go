package runner_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"poolbench/harness/child"
	"poolbench/harness/experiment"
	"poolbench/harness/machine"
	"poolbench/harness/measure"
	"poolbench/harness/runner"
	"poolbench/harness/sample"
	"poolbench/harness/sample/sampletest"
)

// TestMain makes the test binary a child that measures when it is started as one, as
// poolbench itself does; troubled children behave as the variable says.
func TestMain(m *testing.M) {
	if child.Is() {
		os.Exit(serve())
	}
	if out := os.Getenv(victim); out != "" {
		os.Exit(runVictim(out))
	}
	// A process with the race detector sleeps for a second before it exits.
	_ = os.Setenv("GORACE", os.Getenv("GORACE")+" atexit_sleep_ms=0")
	goleak.VerifyTestMain(m, goleak.IgnoreCurrent())
}

// victim is the variable that makes the test binary a run to be killed, of the directory in it.
const victim = "RUNNER_TEST_VICTIM"

// runVictim runs small and tells on standard output how far it is.
func runVictim(out string) int {
	o := small(out)
	o.Report = func(p runner.Progress) { _, _ = fmt.Println(p.Phase, p.Done) }
	if err := runner.Run(context.Background(), o); err != nil {
		return 1
	}
	return 0
}

// troubles is the variable that lists misbehaving children, "sample channel/own/empty 16 panic"
// each, separated by semicolons.
const troubles = "RUNNER_TEST_TROUBLES"

func serve() int {
	request, err := io.ReadAll(os.Stdin)
	if err != nil {
		return 1
	}
	var spec measure.Spec
	if err := json.Unmarshal(request, &spec); err != nil {
		return 1
	}
	if name := os.Getenv(requests); name != "" {
		if err := logRequest(name, request); err != nil {
			return 1
		}
	}
	out := io.Writer(os.Stdout)
	me := fmt.Sprintf("%s %s/%s/%s %d ", spec.Job, spec.Variant, spec.Face, spec.Workload, spec.Submitters)
	for trouble := range strings.SplitSeq(os.Getenv(troubles), ";") {
		how, mine := strings.CutPrefix(trouble, me)
		if rehearsal := spec.Seed == 0; how == "hang" && rehearsal {
			continue // waiting for the time-out once per run is enough
		}
		if mine {
			out = misbehave(how)
		}
	}
	return child.Serve(map[string]child.Job{measure.JobName: measure.Serve}, bytes.NewReader(request), out, os.Stderr)
}

// requests is the variable that names a file to which each child adds its GOMAXPROCS and its
// request, a line each.
const requests = "RUNNER_TEST_REQUESTS"

func logRequest(name string, request []byte) error {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o644)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(f, "%d %s\n", runtime.GOMAXPROCS(0), request)
	return errors.Join(err, f.Close())
}

// misbehave ends the process as how says, or returns a writer that does so instead of
// writing the outcome, after the memory was limited.
func misbehave(how string) io.Writer {
	switch how {
	case "panic":
		panic("a task | panicked")
	case "exit":
		os.Exit(3)
	case "silence":
		os.Exit(0)
	case "hang":
		<-time.After(time.Hour) // the runtime would see a deadlock if there were no timer
	case "garbage":
		_, _ = fmt.Println("a task printed this")
		os.Exit(0)
	case "nothing":
		_, _ = fmt.Println("{}")
		os.Exit(0)
	case "memory":
		return hoarder{}
	case "disturbed":
		return edit{func(o *measure.Outcome) { *o.Measured.ForeignCPU = 1000 }}
	case "wide":
		return edit{func(o *measure.Outcome) {
			*o.Measured.ForeignCPU, o.Measured.WallNS = 0, o.Measured.WallNS*(1+o.Measured.WallNS%1000)
		}}
	case "steady":
		return edit{func(o *measure.Outcome) { *o.Measured.ForeignCPU, o.Measured.WallNS = 0, 1000*int64(o.Measured.Tasks) }}
	}
	return os.Stdout
}

// edit is a writer that changes the outcome before it is written.
type edit struct{ change func(*measure.Outcome) }

func (e edit) Write(text []byte) (int, error) {
	var o measure.Outcome
	if err := json.Unmarshal(text, &o); err != nil {
		return 0, err
	}
	if o.Measured.ForeignCPU == nil { // not every system tells
		o.Measured.ForeignCPU = new(float64)
	}
	e.change(&o)
	changed, err := json.Marshal(o)
	if err != nil {
		return 0, err
	}
	_, err = os.Stdout.Write(changed)
	return len(text), err
}

type hoarder struct{}

func (hoarder) Write([]byte) (int, error) {
	for hoard := [][]byte{}; ; {
		hoard = append(hoard, make([]byte, 64<<20)) // never touched: costs the machine nothing
		_ = hoard
	}
}

// A small run has smallCells in 3 blocks: inline, channel and its twin twice, and the two arms
// of the control. It takes smallSamples.
const (
	smallCells   = 8
	smallSamples = 2 * smallCells
)

func small(out string) runner.Options {
	return runner.Options{
		Out: out, Mode: "custom", Rounds: 2, Seed: 7, Window: 2 * time.Millisecond, Timeout: time.Minute,
		Selection: experiment.Selection{Experiments: []string{"overhead"}, Variants: []string{"inline"}},
	}
}

// place writes the record of a run with one sample into dir, as if an earlier poolbench
// had, and returns what is in the file.
func place(t *testing.T, dir string, change func(*sample.Run)) string {
	t.Helper()
	run := sample.Run{
		ID: "20260101T000000Z-1", Machine: machine.Describe(), Build: sample.Build{Binary: "00ff"},
		Plan: sample.Plan{Rounds: 2, GOMAXPROCS: 1, TimeoutNS: 6e10, Cells: []sample.Cell{{
			Experiment: "overhead", Parameter: "submitters", Value: "1", Variant: "inline", Face: "own",
			Workload: "empty", Submitters: 1, Tasks: 10,
		}}},
	}
	if change != nil {
		change(&run)
	}
	return recordIn(t, sampletest.Write(t, dir, run, []sample.Sample{{
		Cell: "overhead/submitters=1/inline/own", Round: 1, Measured: &sample.Measurement{Tasks: 10, WallNS: 100},
	}}))
}

func recordIn(t *testing.T, dir string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, sample.SamplesFile))
	require.NoError(t, err)
	return string(text)
}

// entries lists everything below dir.
func entries(t *testing.T, dir string) []string {
	t.Helper()
	var all []string
	require.NoError(t, filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error {
		all = append(all, path)
		return err
	}))
	return all
}

// sequence is cell and round of each sample in the order in which they were taken.
func sequence(f *sample.File) []string {
	var s []string
	for _, x := range f.Samples {
		s = append(s, fmt.Sprintf("%d %s", x.Round, x.Cell))
	}
	return s
}
