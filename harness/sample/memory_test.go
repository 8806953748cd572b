package sample_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/sample"
)

// A record of any length is read line by line. What stays in memory is at most half a
// kilobyte per sample: less than its line in the file.
func TestALongRecordNeedsLessMemoryThanItsFile(t *testing.T) {
	const rounds = 40_000 // of one cell; a million lines take 25 times as long
	run := plannedRun()
	run.Plan.Rounds = rounds
	dir := record(t, run, good(antsCell, 1))
	f, err := os.OpenFile(filepath.Join(dir, sample.SamplesFile), os.O_APPEND|os.O_WRONLY, 0o644)
	require.NoError(t, err)
	w := bufio.NewWriter(f)
	size := 0
	for round := 2; round <= rounds; round++ {
		s := good(antsCell, round)
		s.Record, s.TookNS = "sample", 130_000_000
		foreign, pressure, throttled := 0.123456789, 0.0123456, int64(0)
		s.Measured.ForeignCPU, s.Measured.StolenCPU, s.Measured.Pressure, s.Measured.Throttled = &foreign, &foreign, &pressure, &throttled
		s.Measured.Scheduler = &sample.Scheduler{WaitP50NS: 1024, WaitP99NS: 100_000, Threads: 7, Runnable: 2, Waiting: 9, Created: 12}
		line, err := json.Marshal(s)
		require.NoError(t, err)
		n, err := w.Write(append(bytes.TrimSpace(line), '\n'))
		require.NoError(t, err)
		size += n
	}
	require.NoError(t, w.Flush())
	require.NoError(t, f.Close())

	before := heap()
	table, err := sample.Load(dir)
	require.NoError(t, err)
	kept := heap() - before
	assert.Len(t, table.Find(antsCell).Taken, rounds)
	assert.Less(t, kept, int64(size))
	assert.Less(t, kept/rounds, int64(700), "bytes per sample, in a list that may have grown a quarter too large")
	runtime.KeepAlive(table)
}

// heap is what is reachable, in bytes.
func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
