package report

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/experiment"
	"poolbench/harness/sample"
)

// shaped gives all cells so far a shape.
func (s *synthetic) shaped(shape experiment.Shape) *synthetic {
	return s.across(func(c *sample.Cell) { c.Shape = string(shape) })
}

func TestResponsiveTablesHaveEachGroupsLines(t *testing.T) {
	s := newSynthetic(6)
	s.take("responsive/repair=none/goroutines=0/channel/own", answers(1, 1, 1, 1, 1, 1)...)
	s.take("responsive/repair=none/goroutines=2/channel/own", working(8, 1000, 1000, 1000, 1000, 1000, 1000)...)
	s.take("responsive/repair=yield/goroutines=2/channel/own", working(6, 500, 500, 500, 500, 500, 500)...)
	text := sectionOf(t, s.shaped(experiment.Probed).render(t), "responsive")
	assert.Contains(t, text, "![latency of answers against the number of goroutines that compute](plots/responsive.png)")
	assert.Contains(t, text, ", cpu/wall of the other processes, channel; 400 echoes and 100 GET / a round:\n")
	assert.Contains(t, text, "| repair | goroutines | echo p50 | echo p99 | echo max | GET / p50 | GET / p99 | p99 of the asker's own lag | time per unit | cpu/wall | cpu/wall of the other processes |\n")
	assert.Contains(t, text, "| none | 0 | 1 ms [1 ms, 1 ms] | 2 ms [2 ms, 2 ms] | 3 ms | 2 ms | 3 ms [3 ms, 3 ms] | 200 µs | – | 1.5 | – |\n", "nothing was computed")
	assert.Contains(t, text, "| 200 µs | 2 ms [2 ms, 2 ms] | 1.5 | 0.25 |\n", "500 units in a second")
}

// Round 2 is a machine half as fast.
func TestRepairsAreComparedWithNoneAndIdle(t *testing.T) {
	s := newSynthetic(3)
	s.take("repairs//repair=idle/channel/own", answers(0.1, 0.2)...)
	s.take("repairs//repair=none/channel/own", working(10, 1000, 500)...)
	s.take("repairs//repair=less1/channel/own", append(working(1, 510), working(2, 255)...)...)
	s.take("repairs//repair=none/spawn/own", working(300, 990, 495)...)
	s.lost("repairs//repair=nice/channel/own", sample.Refused)
	text := sectionOf(t, s.shaped(experiment.Probed).render(t), "repairs")
	assert.Contains(t, text, "; 400 echoes and 100 GET / a round:\n")
	assert.Contains(t, text, "| throughput ÷ none | echo p99 ÷ idle | cpu/wall | cpu/wall of the other processes |\n")
	assert.Regexp(t, `\| channel \| less1 \| .* \| 51% \[51%, 51%\] \| 10× \[10×, 10×\] \| 1.5 \| .* \|\n`, text, "paired by round")
	assert.Regexp(t, `\| channel \| idle \| .* \| – \| – \| – \| 1.5 \| .* \|\n`, text)
	assert.Regexp(t, `\| channel \| none \| .* \| – \| 75× \[50×, 100×\] \| 1.5 \| .* \|\n`, text)
	assert.Regexp(t, `\| spawn \| none \| .* \| 99% \[99%, 99%\] \|`, text)
	assert.Contains(t, text, "| channel | nice | refused | refused | – | – | refused | – | refused | – | – | – | – |\n")
}

func TestOverloadListsWhatBecameOfRequests(t *testing.T) {
	s := overloaded()
	s.across(func(c *sample.Cell) { c.Shape, c.Rate = string(experiment.Served), 1250 })
	text := sectionOf(t, s.render(t), "overload")
	assert.Contains(t, text, "| strategy | load | p50 | p99 | answered | rejected | failed | growth | connections | p99 of the asker's own lag | saturated |\n")
	assert.Regexp(t, `\| spawn \| 150pct \| 201 ms .* \| 100% \| 0% \| 0% \| 1.5× .* \| 90 \| 80 µs \| 1 of 1 round \|\n`, text)
	assert.Regexp(t, `\| spawn \| 100pct \| .* \| 0 of 1 round \|\n`, text)
	_, limited, found := strings.Cut(text, "admission = 32:")
	assert.True(t, found)
	assert.Regexp(t, `\| channel \| 150pct \| 3 ms .* \| 80% \| 20% \| 0% \| 1× .* \| 90 \| 80 µs \| 1 of 1 round \|\n`, limited)
}

func TestLeaksAndRoundTrips(t *testing.T) {
	s := newSynthetic(1)
	for value, left := range map[string]int64{"naive": 200, "correct": 0} {
		s.take("leak//server="+value+"/spawn/own", sample.Measurement{Tasks: 200, WallNS: 1, GoroutinesLeft: &left})
	}
	text := sectionOf(t, s.shaped(experiment.Leak).render(t), "leak")
	digest, err := Digest(s.write(t, t.TempDir()))
	require.NoError(t, err)
	assert.Contains(t, strings.Join(digest, "\n"), "goroutines left, median")
	assert.NotContains(t, strings.Join(digest, "\n"), " ns", "goroutines are no times")
	assert.Contains(t, text, "Goroutines left:\n")
	assert.Contains(t, text, "200 [200, 200]")
	assert.Contains(t, text, "0 [0, 0]")

	s = newSynthetic(2)
	s.take("roundtrip//handler=bare/channel/own", lasting(50_000, 100_000)...)
	s.take("roundtrip//handler=compute/channel/own", lasting(60_000, 120_000)...)
	text = sectionOf(t, s.shaped(experiment.RoundTrip).render(t), "roundtrip")
	assert.Contains(t, text, "| strategy | handler | time per request | p99 | time ÷ bare |\n")
	assert.NotContains(t, text, "a round:", "nobody asks for echoes")
	assert.Regexp(t, `\| channel \| bare \| 75 µs .* \| – \| – \|\n`, text)
	assert.Contains(t, text, " | – | 1.2× [1.2×, 1.2×] |\n", "paired by round")
}
