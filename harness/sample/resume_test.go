package sample_test

import (
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/sample"
)

func TestResumeReplacesAHalfWrittenLine(t *testing.T) {
	dir := record(t, plannedRun(), good(antsCell, 1), good(antsCell, 2))
	whole := text(t, dir)
	for _, cut := range []int{1, 2, 40, len(whole) - strings.LastIndex(whole[:len(whole)-1], "\n") - 2} {
		rewrite(t, dir, whole[:len(whole)-cut])

		w, file, err := sample.Resume(dir)
		require.NoError(t, err)
		require.Len(t, file.Samples, 1, "the sample that was cut off by %d bytes is to be taken again", cut)
		require.Len(t, file.Warnings, 1)
		require.NoError(t, w.Append(good(antsCell, 2)))
		require.NoError(t, w.Close())
		assert.Equal(t, whole, text(t, dir), "as if never interrupted")
	}
}

func TestResumeOfWholeLinesChangesNothing(t *testing.T) {
	for _, samples := range [][]sample.Sample{nil, {good(antsCell, 1)}} {
		dir := record(t, plannedRun(), samples...)
		before := text(t, dir)
		w, file, err := sample.Resume(dir)
		require.NoError(t, err, "a run without a sample yet can be resumed, though not read")
		require.NoError(t, w.Close())
		assert.Len(t, file.Samples, len(samples))
		assert.Equal(t, before, text(t, dir))
	}
}

func TestResumeNeedsARun(t *testing.T) {
	_, _, err := sample.Resume(t.TempDir())
	require.ErrorIs(t, err, os.ErrNotExist)
	require.ErrorContains(t, err, "no unfinished run to resume: ")

	dir := record(t, plannedRun(), good(antsCell, 1))
	rewrite(t, dir, text(t, dir)+"garbage\n")
	_, _, err = sample.Resume(dir)
	require.ErrorContains(t, err, filepath.Join(dir, sample.SamplesFile)+":3: not a record", "only the last line may be half written")
}

func TestARunIsWrittenByOneProcessAtATime(t *testing.T) {
	dir := record(t, plannedRun(), good(antsCell, 1))
	require.NoError(t, sample.InUse(dir))
	w, _, err := sample.Resume(dir)
	require.NoError(t, err)
	_, _, err = sample.Resume(dir)
	require.ErrorIs(t, err, sample.ErrInUse)
	require.ErrorIs(t, sample.InUse(dir), sample.ErrInUse)
	require.NoError(t, w.Close())
	require.NoError(t, sample.InUse(dir))
	require.NoError(t, sample.InUse(t.TempDir()), "nothing is there to be in use")
}

// A limit on the size of files fails like a full disk: in the middle of a line.
func TestAFullDiskLeavesWholeLines(t *testing.T) {
	dir := record(t, plannedRun(), good(antsCell, 1))
	before := text(t, dir)
	w, _, err := sample.Resume(dir)
	require.NoError(t, err)

	signal.Ignore(syscall.SIGXFSZ)
	defer signal.Reset(syscall.SIGXFSZ)
	var unlimited syscall.Rlimit
	require.NoError(t, syscall.Getrlimit(syscall.RLIMIT_FSIZE, &unlimited))
	limited := syscall.Rlimit{Cur: uint64(len(before)) + 50, Max: unlimited.Max}
	require.NoError(t, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limited))
	err = w.Append(good(antsCell, 2))
	require.NoError(t, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &unlimited))

	require.ErrorIs(t, err, syscall.EFBIG)
	assert.Equal(t, before, text(t, dir), "the half line is gone")
	require.NoError(t, w.Append(good(antsCell, 2)))
	require.NoError(t, w.Close())
	file, err := sample.Read(dir)
	require.NoError(t, err)
	assert.Len(t, file.Samples, 2)
}
