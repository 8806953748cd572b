package rule_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"poolbench/harness/study/exercises/rule"
)

// What hangs is told at once, and the test goes on.
func TestBubble(t *testing.T) {
	assert.Equal(t, rule.Ended, rule.Bubble(t, func() {}))
	assert.Equal(t, rule.Deadlock, rule.Bubble(t, func() { <-make(chan int) }))
	assert.Equal(t, rule.Leak, rule.Bubble(t, func() {
		never := make(chan int)
		go func() { <-never }()
	}))
}

// f runs, and what returns ends.
func TestEnds(t *testing.T) {
	ran := false
	assert.True(t, rule.Ends(t, "a function that returns", func() { ran = true }))
	assert.True(t, ran)
}
