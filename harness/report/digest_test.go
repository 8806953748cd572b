package report

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/sample"
)

func digest(t *testing.T, s *synthetic) []string {
	t.Helper()
	lines, err := Digest(s.write(t, t.TempDir()))
	require.NoError(t, err)
	assert.LessOrEqual(t, len(lines), 12)
	for _, line := range lines {
		assert.LessOrEqual(t, utf8.RuneCountInString(line), 100, line)
		assert.NotContains(t, line, "\n")
	}
	return lines
}

// The ranking of the first block, fastest first, with its intervals.
func TestDigestRanksTheFirstBlock(t *testing.T) {
	s := newSynthetic(6)
	s.times("overhead/submitters=1/spawn/own", 0, steady(6, 300)...)
	s.times("overhead/submitters=1/channel/own", 0, 40, 41, 42, 43, 44, 45)
	s.times("overhead/submitters=16/channel/own", 0, steady(6, 1)...)
	lines := digest(t, s)
	require.Len(t, lines, 3)
	assert.Contains(t, lines[0], "overhead, submitters=1")
	assert.Regexp(t, `^  channel +42\.5 ns \[40 ns, 45 ns\]$`, lines[1])
	assert.Regexp(t, `^  spawn +300 ns \[300 ns, 300 ns\]$`, lines[2])
}

// Seventeen rows with the widest numbers that occur, a failure and noise still fit.
func TestDigestOfManyRowsFitsAScreen(t *testing.T) {
	s := newSynthetic(6)
	for i := range 17 {
		variant := fmt.Sprintf("gammazero%c", 'a'+i)[:9] + string(rune('a'+i)) // 10 letters, and "/native"
		s.times("overhead/submitters=1/"+variant+"/native", 0, 999.4, 999.5, 1234, 1235, 98_765, 123_456)
	}
	s.fails("overhead/submitters=1/ants/native", 6, sample.Failure{Kind: sample.Crashed})
	lines := digest(t, s)
	text := strings.Join(lines, "\n")
	assert.Equal(t, 17, strings.Count(text, "/native"), "every measured row is ranked:\n%s", text)
	assert.Contains(t, text, "failures in 1 cell")
	assert.Contains(t, text, "noise: 17 of 18 cells")
}

func TestDigestOfARunInWhichAllFailed(t *testing.T) {
	s := newSynthetic(1)
	s.fails("overhead/submitters=1/ants/native", 1, sample.Failure{Kind: sample.Crashed})
	lines := digest(t, s)
	assert.Contains(t, lines[len(lines)-1], "failures in 1 cell")
}

func TestDigestOfNothingIsOneLine(t *testing.T) {
	_, err := Digest(t.TempDir())
	require.ErrorContains(t, err, "no such file")
	assert.NotContains(t, err.Error(), "\n")
}
