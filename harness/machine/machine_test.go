package machine_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/machine"
)

func TestForeignCPU(t *testing.T) {
	at := func(busy float64) *machine.CPU { return &machine.CPU{BusySeconds: busy} }

	foreign := machine.ForeignCPU(at(10), at(10.3), 0.2, 0.1)
	require.NotNil(t, foreign)
	assert.InDelta(t, 1.0, *foreign, 1e-9, "one foreign core: 0.3 s busy, 0.2 s ours, in 0.1 s")

	quiet := machine.ForeignCPU(at(10), at(10.19), 0.2, 0.1)
	require.NotNil(t, quiet)
	assert.Zero(t, *quiet, "tick error must not turn negative")

	assert.Nil(t, machine.ForeignCPU(nil, at(1), 0, 1), "unknown stays unknown")
	assert.Nil(t, machine.ForeignCPU(at(1), nil, 0, 1))
}
