package sample_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/sample"
)

func TestWhatIsWrittenIsRead(t *testing.T) {
	first, second := good(antsCell, 1), failing(antsCell, 2)
	dir := record(t, plannedRun(), first, second)

	file, err := sample.Read(dir)
	require.NoError(t, err)
	want := plannedRun()
	want.Record, want.Schema = "run", sample.Schema
	assert.Equal(t, want, file.Run)
	first.Record, second.Record = "sample", "sample"
	assert.Equal(t, []sample.Sample{first, second}, file.Samples)
}

func TestAnUnknownNumberIsNotZero(t *testing.T) {
	s := good(antsCell, 1)
	s.Measured.PeakRSS = nil
	file, err := sample.Read(record(t, plannedRun(), s))
	require.NoError(t, err)
	assert.Nil(t, file.Samples[0].Measured.PeakRSS)
	assert.Nil(t, file.Samples[0].Measured.ForeignCPU)
}

func TestEnvIsTheRunRecordForPeople(t *testing.T) {
	dir := record(t, plannedRun(), good(antsCell, 1))
	env, err := os.ReadFile(filepath.Join(dir, sample.EnvFile))
	require.NoError(t, err)
	line, _, _ := strings.Cut(text(t, dir), "\n")
	assert.JSONEq(t, line, string(env))
	assert.Greater(t, strings.Count(string(env), "\n"), 20, "indented")
}

func TestOfAndFailures(t *testing.T) {
	file, err := sample.Read(record(t, plannedRun(), good(antsCell, 1), failing(antsCell, 2), good(channelCell, 1), good(channelCell, 2)))
	require.NoError(t, err)

	assert.Len(t, file.Of(antsCell), 1, "without the failed sample")
	assert.Equal(t, []sample.Failure{{Kind: sample.Crashed, Detail: "exit status 2"}}, file.Failures(antsCell))
	assert.Len(t, file.Of(channelCell), 2)
	assert.Empty(t, file.Failures(channelCell))
	assert.Empty(t, file.Of(brokenCell))
	assert.Equal(t, sample.TimedOut, file.Failures(brokenCell)[0].Kind, "the failure of its calibration")
	assert.Empty(t, file.Of("no such cell"))
}

func TestCreateKeepsARunThatIsThere(t *testing.T) {
	dir := record(t, plannedRun(), good(antsCell, 1))
	_, err := sample.Create(dir, plannedRun())
	require.ErrorIs(t, err, os.ErrExist)
	assert.Contains(t, text(t, dir), antsCell)
}

func TestBadInputIsRefusedInOneLine(t *testing.T) {
	run := func(change func(*sample.Run)) string {
		r := plannedRun()
		r.Record, r.Schema = "run", sample.Schema
		change(&r)
		return encode(t, r)
	}
	same := run(func(*sample.Run) {})
	taken := func(change func(*sample.Sample)) string {
		s := good(antsCell, 1)
		s.Record = "sample"
		change(&s)
		return encode(t, s)
	}
	one := taken(func(*sample.Sample) {})
	cases := map[string]struct{ content, want string }{
		"empty":              {"", ":1: the file has no run record"},
		"first line missing": {one, ":1: the first record is not the run's: its beginning is missing"},
		"run cut off":        {same[:200], ":1: the file has no run record"},
		"cut off in between": {same + one[:50] + "\n" + one, ":2: not a sample record: "},
		"garbage":            {same + one + "goroutine 1 [running]:\n", ":3: not a record: "},
		"empty line":         {same + "\n" + one, ":2: not a record: "},
		"JSON but no object": {same + "[1]\n", ":2: not a record: "},
		"unknown record":     {same + `{"record":"claim"}` + "\n", `:2: unknown record "claim": allowed are run, sample`},
		"newer schema":       {run(func(r *sample.Run) { r.Schema = 3 }) + one, ":1: schema 3 is unknown: this poolbench reads schema 2"},
		"no schema":          {run(func(r *sample.Run) { r.Schema = 0 }) + one, ":1: schema 0 is unknown"},
		"wrong type":         {same + `{"record":"sample","cell":7}` + "\n", ":2: not a sample record: "},
		"wrong type in run":  {`{"record":"run","schema":2,"plan":7}` + "\n", ":1: not a run record: "},
		"mixed machines": {same + one + run(func(r *sample.Run) { r.Machine.Cores = 64 }),
			`:3: mixed machines: the samples before are from "A CPU @ 3.7GHz" with 2 cores, the next from "A CPU @ 3.7GHz" with 64`},
		"mixed runs": {same + one + run(func(r *sample.Run) { r.ID = "20261124T083000Z-1" }),
			":3: mixed runs: 20261124T083000Z-1 begins inside 20261123T083000Z-1"},
		"unplanned cell":  {same + taken(func(s *sample.Sample) { s.Cell = "sum/n=1e5/ants/native" }), `:2: a sample of "sum/n=1e5/ants/native", which the run did not plan`},
		"round 0":         {same + taken(func(s *sample.Sample) { s.Round = 0 }), ":2: a sample of round 0, but the run has rounds 1 to 2"},
		"round too many":  {same + taken(func(s *sample.Sample) { s.Round = 3 }), ":2: a sample of round 3, but the run has rounds 1 to 2"},
		"taken twice":     {same + one + one, ":3: a second sample of overhead/submitters=1/ants/native in round 1"},
		"neither outcome": {same + taken(func(s *sample.Sample) { s.Measured = nil }), ":2: a sample has either a measurement or a failure"},
		"both outcomes":   {same + taken(func(s *sample.Sample) { s.Failure = &sample.Failure{} }), ":2: a sample has either a measurement or a failure"},
		"no tasks":        {same + taken(func(s *sample.Sample) { s.Measured.Tasks = 0 }), ":2: a measurement of 0 tasks in 40001 ns is impossible"},
		"no time":         {same + taken(func(s *sample.Sample) { s.Measured.WallNS = -1 }), ":2: a measurement of 1000 tasks in -1 ns is impossible"},
		"no samples":      {same, ": the run has no samples yet"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			rewrite(t, dir, c.content)
			_, err := sample.Read(dir)
			require.Error(t, err)
			assert.True(t, strings.HasPrefix(err.Error(), filepath.Join(dir, sample.SamplesFile)+c.want), err.Error())
			assert.NotContains(t, err.Error(), "\n")
		})
	}
}

func TestALastLineThatIsCutOffIsLeftOutWithAWarning(t *testing.T) {
	dir := record(t, plannedRun(), good(antsCell, 1), good(antsCell, 2))
	whole := text(t, dir)
	rewrite(t, dir, whole[:len(whole)-40])
	file, err := sample.Read(dir)
	require.NoError(t, err)
	assert.Len(t, file.Samples, 1)
	assert.Equal(t, []string{filepath.Join(dir, sample.SamplesFile) + ":3: the last line is cut off and was left out"}, file.Warnings)

	rewrite(t, dir, whole)
	file, err = sample.Read(dir)
	require.NoError(t, err)
	assert.Empty(t, file.Warnings)
}

func TestDroppedAttemptsAreKeptApart(t *testing.T) {
	noisy := good(antsCell, 1)
	noisy.Dropped = "others used 0.80 of a processor"
	file, err := sample.Read(record(t, plannedRun(), noisy, noisy, good(antsCell, 1), noisy))
	require.NoError(t, err, "any number of attempts, but one that counts")
	assert.Len(t, file.Samples, 1)
	require.Len(t, file.Dropped, 3)
	assert.Equal(t, noisy.Dropped, file.Dropped[0].Dropped)
	assert.Len(t, file.Of(antsCell), 1)
}

func TestRoundsGoOnUpToTheLargestNumberPlanned(t *testing.T) {
	run := plannedRun()
	run.Plan.MaxRounds = 5
	_, err := sample.Read(record(t, run, good(antsCell, 5)))
	require.NoError(t, err)
	_, err = sample.Read(record(t, run, good(antsCell, 6)))
	require.ErrorContains(t, err, "a sample of round 6, but the run has rounds 1 to 5")
}

// A cell with a number of rounds of its own has no more than that; one whose blocks are
// compared has no more than were planned for all.
func TestACellHasNoMoreRoundsThanItMay(t *testing.T) {
	cases := map[string]struct {
		change         func(*sample.Cell)
		planned, round int
	}{
		"like all":           {func(*sample.Cell) {}, 4, 6},
		"fewer":              {func(c *sample.Cell) { c.Rounds = 3 }, 3, 3},
		"more than the plan": {func(c *sample.Cell) { c.Rounds = 50 }, 4, 4},
		"across":             {func(c *sample.Cell) { c.Across = true }, 4, 4},
	}
	for name, c := range cases {
		run := plannedRun()
		run.Plan.Rounds, run.Plan.MaxRounds, run.Plan.Cells = 4, 6, run.Plan.Cells[:1]
		c.change(&run.Plan.Cells[0])
		assert.Equal(t, c.planned, run.Plan.Planned(), name)
		assert.Equal(t, c.planned, run.Plan.RoundsOf(run.Plan.Cells[0]), name)
		assert.Equal(t, c.round, run.Plan.MostOf(run.Plan.Cells[0]), name)
		_, err := sample.Read(record(t, run, good(antsCell, c.round)))
		require.NoError(t, err, name)
		_, err = sample.Read(record(t, run, good(antsCell, c.round+1)))
		require.ErrorContains(t, err, fmt.Sprintf("rounds 1 to %d", c.round), name)
		if c.round < 6 {
			require.ErrorContains(t, err, fmt.Sprintf("a sample of round %d of %s, which has", c.round+1, antsCell), name)
		}
	}
}

func TestScanKeepsTheOrderOfTheFile(t *testing.T) {
	noisy := good(channelCell, 2)
	noisy.Dropped = "others"
	dir := record(t, plannedRun(), good(antsCell, 2), noisy, good(antsCell, 1))
	var seen []string
	_, err := sample.Scan(dir,
		func(r sample.Run) { seen = append(seen, r.ID) },
		func(s sample.Sample) { seen = append(seen, fmt.Sprint(s.Cell, s.Round, s.Dropped)) })
	require.NoError(t, err)
	assert.Equal(t, []string{"20261123T083000Z-1", antsCell + "2", channelCell + "2others", antsCell + "1"}, seen)
}

func TestAMissingFileIsNamedTogetherWithWhatToGive(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "latest")
	_, err := sample.Read(dir)
	require.EqualError(t, err, filepath.Join(dir, sample.SamplesFile)+": no such file: give the directory of a run, such as results/latest")
	_, err = sample.Read(filepath.Join(record(t, plannedRun()), sample.EnvFile))
	require.Error(t, err, "a file is no directory of a run")
}

func encode(t *testing.T, record any) string {
	t.Helper()
	line, err := json.Marshal(record)
	require.NoError(t, err)
	return string(line) + "\n"
}
