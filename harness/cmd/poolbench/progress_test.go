package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"poolbench/harness/runner"
)

func tell(p *progress, phase string, from, total int) {
	for done := from; done <= total; done++ {
		p.update(runner.Progress{Phase: phase, Done: done, Total: total, Next: "overhead/submitters=1/channel/own"})
	}
	p.end()
}

func TestProgressIsALinePerTenthElsewhereThanOnATerminal(t *testing.T) {
	for _, total := range []int{0, 1, 3, 10, 1000} {
		var out bytes.Buffer
		p := newProgress(&out)
		tell(p, "calibrating", 0, total)
		tell(p, "measuring", 0, total)
		text := out.String()
		assert.LessOrEqual(t, strings.Count(text, "\n"), 22, "%d children", total)
		assert.True(t, strings.HasSuffix(text, "\n"))
		assert.NotContains(t, text, "\x1b")
		assert.NotContains(t, text, "\r")
		if total > 0 {
			assert.Regexp(t, `measuring (\d+)/(\d+)\n\z`, text, "the end is told, without a time left")
		}
	}
}

// A resumed run begins in the middle; its pace is that of what is measured now.
func TestProgressOfAResumedRun(t *testing.T) {
	var out bytes.Buffer
	tell(newProgress(&out), "measuring", 90, 100)
	assert.True(t, strings.HasPrefix(out.String(), "measuring 90/100\n"), out.String())
	assert.Equal(t, 2, strings.Count(out.String(), "\n"))
}

// On a terminal the bar clears its line in the end, so that nothing of it stays.
func TestProgressBarOnATerminal(t *testing.T) {
	var out bytes.Buffer
	p := newProgress(&out)
	p.terminal = true
	tell(p, "measuring", 0, 20)
	assert.Contains(t, out.String(), "measuring")
	assert.Contains(t, out.String(), "\r")
	assert.NotContains(t, out.String(), "\n", "it stays on one line")
}
