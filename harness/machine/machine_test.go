package machine_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/machine"
)

func busy(seconds, stolen float64) machine.Reading {
	return machine.Reading{CPU: &machine.CPU{BusySeconds: seconds, StolenSeconds: stolen}}
}

func TestForeignCPUIsWhatWeDidNotUseOurselves(t *testing.T) {
	n := busy(10.3, 1.05).Since(busy(10, 1), 0.2, 0.1)
	require.NotNil(t, n.ForeignCPU)
	assert.InDelta(t, 1.0, *n.ForeignCPU, 1e-9, "one foreign core: 0.3 s busy, 0.2 s ours, in 0.1 s")
	require.NotNil(t, n.StolenCPU)
	assert.InDelta(t, 0.5, *n.StolenCPU, 1e-9)

	quiet := busy(10.19, 0).Since(busy(10, 0), 0.2, 0.1)
	require.NotNil(t, quiet.ForeignCPU)
	assert.Zero(t, *quiet.ForeignCPU, "tick error must not turn negative")
}

func TestWhatOneReadingLacksIsUnknown(t *testing.T) {
	pressure, throttled := 2.0, int64(5)
	full := machine.Reading{CPU: &machine.CPU{}, PressureSeconds: &pressure, Throttled: &throttled}
	assert.Zero(t, full.Since(machine.Reading{}, 0, 1))
	assert.Zero(t, machine.Reading{}.Since(full, 0, 1))
	assert.Zero(t, full.Since(full, 0, 0), "without time between them nothing is known")

	later, more := 2.05, int64(7)
	n := machine.Reading{PressureSeconds: &later, Throttled: &more}.Since(full, 0, 0.1)
	assert.InDelta(t, 0.5, *n.Pressure, 1e-9)
	assert.Equal(t, int64(2), *n.Throttled)
	assert.Nil(t, n.ForeignCPU)
}
