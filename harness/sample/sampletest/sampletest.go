// Package sampletest records runs that tests make up.
//
// # Model
//
// A test chooses the plan and the samples; [Write] makes a directory of them as a run does, so that what the
// test reads has gone through the file.
//
// # What it is not
//
// It makes no numbers up: each package's tests know which ones they are about. No command imports it.
package sampletest

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"poolbench/harness/sample"
)

// Write records run with samples in dir, which it makes if it is not there, and returns dir. It fails the
// test if the record cannot be written, or holds another one.
func Write(t testing.TB, dir string, run sample.Run, samples []sample.Sample) string {
	t.Helper()
	require.NoError(t, os.MkdirAll(dir, 0o755))
	w, err := sample.Create(dir, run)
	require.NoError(t, err)
	for _, s := range samples {
		require.NoError(t, w.Append(s))
	}
	require.NoError(t, w.Close())
	return dir
}

// Cell is the cell that a key names, "overhead/submitters=1/channel/own" or "workers/grain=15us/workers=4/channel/own":
// a batch of 1,000 empty tasks from one submitter, without a role.
func Cell(key string) sample.Cell {
	parts := strings.Split(key, "/")
	c := sample.Cell{Experiment: parts[0], Shape: "batch", Workload: "empty", Submitters: 1, Tasks: 1000}
	if len(parts) == 5 {
		c.Group = parts[1]
		parts = parts[1:]
	}
	c.Parameter, c.Value, _ = strings.Cut(parts[1], "=")
	c.Variant, c.Face = parts[2], parts[3]
	return c
}
