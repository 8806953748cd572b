package study_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/sample"
	"poolbench/harness/study"
)

// What an erratum's cells have is whether a rule was broken, and not a time.
func TestErrataAreOutcomes(t *testing.T) {
	const note, corrected = "node-errata/code=note/erratum=crashed-worker/node-pool/own", "node-errata/code=corrected/erratum=crashed-worker/node-pool/own"
	run := newRun(2, 8).times(note, 1, 1, 1).times(corrected, 1, 1, 1)
	for i := range run.samples {
		if s := &run.samples[i]; s.Cell == note {
			s.Measured, s.Failure = nil, &sample.Failure{Kind: sample.RuleBroken, Detail: "the next task was not answered"}
		}
	}
	text, err := run.book(t).Text(`{{erratum "crashed-worker"}}`)
	require.NoError(t, err)
	assert.Equal(t, "rule broken 3 of 3; corrected: 3 of 3 ran", text)

	own := newRun(2, 8).times(spawnCell, 1, 1, 1).write(t, "latest")
	b, err := study.Open([]string{own}, run.write(t, "reference"))
	require.NoError(t, err)
	text, err = b.Text(`{{erratum "crashed-worker"}}`)
	require.NoError(t, err)
	assert.Equal(t, "rule broken 3 of 3; corrected: 3 of 3 ran "+study.Dagger, text)
	text, err = b.Text(`{{erratum "four-threads"}}`)
	require.NoError(t, err)
	assert.Equal(t, study.NotMeasured, text)

	_, err = b.Text(`{{erratum "no-such-thing"}}`)
	assert.ErrorContains(t, err, "crashed-worker, exited-worker")
}
