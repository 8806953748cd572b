package sample_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/sample"
)

// A table says the same whether it comes from the file or from what was read of it, and a
// dropped attempt takes no place in its round.
func TestATableIsTheRecordByCell(t *testing.T) {
	noisy := good(antsCell, 2)
	noisy.Dropped = "others"
	dir := record(t, plannedRun(), failing(channelCell, 1), good(antsCell, 1), noisy, good(antsCell, 2), good(channelCell, 2))
	table, err := sample.Load(dir)
	require.NoError(t, err)
	file, err := sample.Read(dir)
	require.NoError(t, err)
	assert.Equal(t, table, file.Table())

	ants, channel := table.Find(antsCell), table.Find(channelCell)
	require.Len(t, ants.Taken, 2)
	assert.Equal(t, 2, ants.Taken[0].Position, "behind the one that failed")
	assert.Equal(t, 1, ants.Taken[1].Position, "the first sample of its round that counts")
	assert.Equal(t, 1, ants.Dropped)
	require.Len(t, channel.Taken, 1)
	assert.Len(t, channel.Failures, 1)
	assert.Equal(t, 2, channel.Taken[0].Position)
	assert.Equal(t, sample.TimedOut, table.Find(brokenCell).Failures[0].Kind)
	assert.Nil(t, table.Find("no such cell"))

	var rounds []int
	sample.Pairs(ants, channel, func(a, b sample.Taken) { rounds = append(rounds, a.Round, b.Round) })
	assert.Equal(t, []int{2, 2}, rounds, "the only round in which both have a sample")
	sample.Pairs(nil, channel, func(sample.Taken, sample.Taken) { t.Error("nil has no samples") })
	assert.Empty(t, (*sample.Series)(nil).Values(sample.Measurement.NSPerTask))
}

func TestOutcomeNamesEveryKindOfFailure(t *testing.T) {
	failed := func(kinds ...sample.FailureKind) (all []sample.Failure) {
		for _, kind := range kinds {
			all = append(all, sample.Failure{Kind: kind})
		}
		return all
	}
	calibration := sample.Failure{Kind: sample.TimedOut}
	for want, s := range map[string]*sample.Series{
		"not measured":                         {},
		"2 of 2 ran":                           {Taken: make([]sample.Taken, 2)},
		"refused 1 of 3":                       {Taken: make([]sample.Taken, 2), Failures: failed(sample.Refused)},
		"crashed 1 of 3, out of memory 2 of 3": {Failures: failed(sample.Crashed, sample.OutOfMemory, sample.OutOfMemory)},
		"timed out while it was calibrated":    {Cell: sample.Cell{Failure: &calibration}, Failures: []sample.Failure{calibration}},
	} {
		assert.Equal(t, want, s.Outcome())
	}
	assert.Equal(t, "not measured", (*sample.Series)(nil).Outcome())
}
