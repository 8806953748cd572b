package runner_test

import (
	"bufio"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/experiment"
	"poolbench/harness/measure"
	"poolbench/harness/runner"
	"poolbench/harness/sample"
	"poolbench/harness/workload"
	"poolbench/variants/catalog"
)

// ownSettings are cells of an experiment whose blocks are compared: one with workers, queue and
// processors of its own, one with the clock in the wrong place, one with a single round, and
// one with a fixed number of tasks.
func ownSettings(t *testing.T) []experiment.Cell {
	t.Helper()
	row, err := catalog.Find("channel", catalog.Own)
	require.NoError(t, err)
	empty, err := workload.Find("empty")
	require.NoError(t, err)
	none := 0
	cell := func(value string, change func(*experiment.Cell)) experiment.Cell {
		c := experiment.Cell{
			Experiment: "mine", Parameter: "buffer", Shape: experiment.Batch, Across: true, Row: row, Workload: empty,
			Block: experiment.Block{Group: "task=empty", Value: value, Submitters: 1, Workload: empty},
		}
		change(&c)
		return c
	}
	return []experiment.Cell{
		cell("0", func(c *experiment.Cell) { c.Block.Workers, c.Block.Queue, c.Block.Procs = 3, &none, 1 }),
		cell("wrong", func(c *experiment.Cell) { c.Shape = experiment.SubmitOnly }),
		cell("once", func(c *experiment.Cell) { c.Block.Rounds, c.Across, c.Experiment = 1, false, "other" }),
		cell("fixed", func(c *experiment.Cell) { c.Block.Tasks = 17 }),
	}
}

// asked are the requests for samples of all children, with GOMAXPROCS before each.
func asked(t *testing.T, name string) (procs []int, specs []measure.Spec) {
	t.Helper()
	f, err := os.Open(name)
	require.NoError(t, err)
	defer func() { _ = f.Close() }()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		first, rest, _ := strings.Cut(lines.Text(), " ")
		n, err := strconv.Atoi(first)
		require.NoError(t, err)
		var spec measure.Spec
		require.NoError(t, json.Unmarshal([]byte(rest), &spec))
		if spec.Seed != 0 {
			procs, specs = append(procs, n), append(specs, spec)
		}
	}
	return procs, specs
}

func planned(t *testing.T, f *sample.File, value string) sample.Cell {
	t.Helper()
	for _, c := range f.Run.Plan.Cells {
		if c.Value == value {
			return c
		}
	}
	t.Fatalf("%s was not planned", value)
	return sample.Cell{}
}

// An interrupted and resumed run, so that a record with such cells can be continued.
func TestCellsHaveSettingsAndRoundsOfTheirOwn(t *testing.T) {
	dir := t.TempDir()
	log := filepath.Join(dir, "requests")
	t.Setenv(requests, log)
	t.Setenv(troubles, steady()) // a neighbour of the test would decide about rounds
	o := small(filepath.Join(dir, "latest"))
	usual, err := experiment.Select(o.Selection)
	require.NoError(t, err)
	o.Cells = append(ownSettings(t), usual[:2]...)
	o.MaxRounds = 3 // with a precision of 0, wherever there may be more
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	o.Report = func(p runner.Progress) {
		if p.Phase == "measuring" && p.Done == 7 {
			cancel()
		}
	}
	require.ErrorIs(t, runner.Run(ctx, o), runner.ErrInterrupted)
	require.NoError(t, runner.Resume(t.Context(), o.Out, nil, noWarning(t)))

	file, err := sample.Read(o.Out)
	require.NoError(t, err)
	none := 0
	assert.Equal(t, sample.Cell{
		Experiment: "mine", Group: "task=empty", Parameter: "buffer", Value: "0", Variant: "channel", Face: "own", Workload: "empty",
		Shape: "batch", Submitters: 1, Workers: 3, Queue: &none, Procs: 1, Across: true, Tasks: planned(t, file, "0").Tasks,
	}, planned(t, file, "0"))
	wrong, once := planned(t, file, "wrong"), planned(t, file, "once")
	assert.Equal(t, once.Tasks, wrong.Tasks, "the wrong clock runs over as many tasks as the right one")
	assert.Nil(t, once.Queue, "what is the plan's is not written for each cell")
	assert.Equal(t, []int{0, 0, 1}, []int{once.Workers, once.Procs, once.Rounds})
	assert.Equal(t, 17, planned(t, file, "fixed").Tasks)

	n := rounds(t, o.Out)
	assert.Equal(t, map[string]int{
		"mine/task=empty/buffer=0/channel/own": 2, "mine/task=empty/buffer=wrong/channel/own": 2, "other/task=empty/buffer=once/channel/own": 1,
		"mine/task=empty/buffer=fixed/channel/own": 2, inline1: 3, "overhead/submitters=1/channel/own": 3,
	}, n, "more rounds are for cells that are compared with their block's baseline")
	assert.Equal(t, 2+2+1+2+2+2, file.Run.Plan.Planned())
	checkRequests(t, log, wrong)
}

func checkRequests(t *testing.T, log string, wrong sample.Cell) {
	t.Helper()
	own, mistaken := 0, 0
	procs, specs := asked(t, log)
	for i, spec := range specs {
		switch {
		case spec.Job == measure.SubmitBatch:
			mistaken++
			assert.Equal(t, wrong.Tasks, spec.Tasks)
		case spec.Queue == 0:
			own++
			assert.Equal(t, []int{3, 1}, []int{spec.Workers, procs[i]}, "workers, and GOMAXPROCS of the child")
		default:
			assert.Equal(t, measure.TakeSample, spec.Job)
			assert.Equal(t, []int{runtime.GOMAXPROCS(0), experiment.Queue, runtime.GOMAXPROCS(0)}, []int{spec.Workers, spec.Queue, procs[i]})
		}
	}
	assert.GreaterOrEqual(t, own, 2, "attempts that were dropped are asked for as well")
	assert.GreaterOrEqual(t, mistaken, 2)
}
