package machine

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestParseStatCountsEverythingButIdleAndIOWait(t *testing.T) {
	cpu := parseStat("cpu  100 20 30 1000 500 4 5 41 7 7\ncpu0 1 2 3\n")
	require.NotNil(t, cpu)
	assert.InDelta(t, 2.0, cpu.BusySeconds, 1e-9)
}

func TestParseStatRefusesWhatItDoesNotKnow(t *testing.T) {
	for _, stat := range []string{"", "cpu 1 2 3", "intr 1 2 3 4 5 6 7 8 9", "cpu 1 2 x 4 5 6 7 8 9"} {
		assert.Nil(t, parseStat(stat), stat)
	}
}

func TestReadings(t *testing.T) {
	info := Describe()
	assert.Equal(t, "linux", info.OS)
	assert.Positive(t, info.Cores)
	assert.Positive(t, info.MemoryBytes)
	before := ReadCPU()
	require.NotNil(t, before)
	assert.GreaterOrEqual(t, ReadCPU().BusySeconds, before.BusySeconds)
	rss := PeakRSS()
	require.NotNil(t, rss)
	assert.Greater(t, *rss, uint64(1<<20), "a Go process has at least a megabyte resident")
}
