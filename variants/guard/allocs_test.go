//go:build !race

package guard_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/variants/guard"
)

// The guard recycles what it needs per task. A race build would count: there sync.Pool
// forgets at random.
func TestSubmitDoesNotAllocate(t *testing.T) {
	pool := guard.New(1, guard.Backend{Submit: func(task func()) error { task(); return nil }})
	task := func() {}
	perSubmit := testing.AllocsPerRun(1000, func() {
		require.NoError(t, pool.Submit(background, task))
	})
	assert.Zero(t, perSubmit)
	assert.NoError(t, pool.Close())
}
