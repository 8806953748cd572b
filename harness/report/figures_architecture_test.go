package report

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/chart"
)

// Counterparts stand beside each other: the same row, and the same colour.
func TestArchitectureLanesAreCounterparts(t *testing.T) {
	d := Architecture()
	require.NoError(t, d.Validate())
	require.Len(t, d.Lanes, 2)
	ours, theirs := d.Lanes[0].Boxes, d.Lanes[1].Boxes
	require.Len(t, theirs, len(ours))
	for i, b := range ours {
		assert.Equal(t, b.At, theirs[i].At, "%s and %s", b.Title, theirs[i].Title)
		assert.Equal(t, b.Color, theirs[i].Color, "%s and %s", b.Title, theirs[i].Title)
	}
}

// reached follows the arrows of a lane from the entrance of its process.
func reached(l chart.Lane, from string) map[string]bool {
	seen := map[string]bool{from: true}
	for again := true; again; {
		again = false
		for _, a := range l.Arrows {
			if seen[a.From] && !seen[a.To] {
				seen[a.To], again = true, true
			}
		}
	}
	return seen
}

// Whatever comes in gets an answer, and GET / gets it without the pool.
func TestArchitectureAnswersEverything(t *testing.T) {
	for _, l := range Architecture().Lanes {
		for _, b := range l.Boxes {
			if b.At.Row > 1 && b.At.Row < 6 { // inside of a process, above what runs it
				assert.True(t, reached(l, b.Title)["answer"], "%s: %s", l.Title, b.Title)
			}
			assert.NotEmpty(t, b.Text, b.Title)
		}
		health := reached(l, "GET /")
		assert.Equal(t, map[string]bool{"GET /": true, "answer": true}, health, l.Title)
	}
}

// The limit in front of the pool refuses without asking the pool.
func TestArchitectureRefusesBeforeThePool(t *testing.T) {
	var refusals []chart.Arrow
	for _, a := range Architecture().Lanes[0].Arrows {
		if strings.HasPrefix(a.Label, "503") {
			refusals = append(refusals, a)
		}
	}
	require.Len(t, refusals, 1)
	assert.Contains(t, refusals[0].From, "admission")
	assert.Equal(t, "answer", refusals[0].To)
}
