package sample_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"poolbench/harness/machine"
	"poolbench/harness/sample"
)

// plannedRun has two experiments, of which overhead has two blocks and lists the baseline
// last, and a cell that could not be calibrated.
func plannedRun() sample.Run {
	cell := func(experiment, parameter, value, variant, face string) sample.Cell {
		return sample.Cell{
			Experiment: experiment, Parameter: parameter, Value: value, Variant: variant, Face: face,
			Workload: "empty", Submitters: 1, Tasks: 1000,
		}
	}
	broken := cell("overhead", "submitters", "16", "ants", "native")
	broken.Tasks, broken.Failure = 0, &sample.Failure{Kind: sample.TimedOut, Detail: "no result after 10s"}
	return sample.Run{
		ID: "20261123T083000Z-1", Started: time.Date(2026, 11, 23, 8, 30, 0, 0, time.UTC), Seed: 1,
		Machine: machine.Info{OS: "linux", Arch: "amd64", CPU: "A CPU @ 3.7GHz", Cores: 2},
		Build:   sample.Build{Go: "go1.26.0", Binary: "00ff", Libraries: map[string]string{"example.org/ants": "v2.0.0"}},
		Plan: sample.Plan{
			Mode: "custom", Rounds: 2, GOMAXPROCS: 2, Queue: 64, WindowNS: 1e8, TimeoutNS: 1e10,
			Cells: []sample.Cell{
				cell("overhead", "submitters", "1", "ants", "native"),
				cell("overhead", "submitters", "1", "channel", "own"),
				cell("overhead", "submitters", "16", "channel", "own"),
				broken,
				cell("grain", "grain", "1.5us", "inline", "own"),
				cell("grain", "grain", "1.5us", "channel", "own"),
			},
		},
		Counting: sample.Counting{AloneNS: 5.5, SharedNS: 30},
	}
}

// good is a sample whose numbers follow from the round, so that no two are equal.
func good(cell string, round int) sample.Sample {
	rss := uint64(round) << 20
	return sample.Sample{
		Cell: cell, Round: round, Started: time.Date(2026, 11, 23, 8, 30, round, 0, time.UTC),
		Measured: &sample.Measurement{
			Tasks: 1000, WallNS: int64(40_000 + round), UserNS: 60_000, SystemNS: 10_000,
			Allocs: 2500, Bytes: 64_000, PeakGoroutines: 4, PeakRSS: &rss,
		},
	}
}

func failing(cell string, round int) sample.Sample {
	return sample.Sample{Cell: cell, Round: round, Failure: &sample.Failure{Kind: sample.Crashed, Detail: "exit status 2"}}
}

// record writes a run with samples and returns its directory.
func record(t *testing.T, run sample.Run, samples ...sample.Sample) string {
	t.Helper()
	dir := t.TempDir()
	w, err := sample.Create(dir, run)
	require.NoError(t, err)
	for _, s := range samples {
		require.NoError(t, w.Append(s))
	}
	require.NoError(t, w.Close())
	return dir
}

// text returns what is in the record of dir; rewrite replaces it.
func text(t *testing.T, dir string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, sample.SamplesFile))
	require.NoError(t, err)
	return string(b)
}

func rewrite(t *testing.T, dir, content string) {
	t.Helper()
	require.NoError(t, os.WriteFile(filepath.Join(dir, sample.SamplesFile), []byte(content), 0o644))
}

const (
	antsCell    = "overhead/submitters=1/ants/native"
	channelCell = "overhead/submitters=1/channel/own"
	brokenCell  = "overhead/submitters=16/ants/native"
)
