package stats_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"poolbench/harness/stats"
)

// The figures follow from counting subsets of ranks: with 12 rounds 87 of 4096 have a sum of
// at most 13, and 19 one of at most 7.
func TestMissRate(t *testing.T) {
	assert.InDelta(t, 2*87.0/4096, stats.MissRate(12, 0.95), 1e-12)
	assert.InDelta(t, 2*19.0/4096, stats.MissRate(12, 0.99), 1e-12)
	assert.InDelta(t, 2.0/64, stats.MissRate(6, 0.95), 1e-12)
	assert.Zero(t, stats.MissRate(5, 0.95), "no interval that could miss")
	assert.LessOrEqual(t, stats.MissRate(50, 0.95), 0.05)
}
