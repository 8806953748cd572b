package cluster

import (
	"log/slog"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Whichever of the two is seen first, and that is chance, it is not a death that counts.
func TestWhoEndsWithEverybodyHasNotDied(t *testing.T) {
	both := make(chan struct{})
	close(both)
	for range 50 {
		p := &place{log: slog.New(slog.DiscardHandler), backoff: backoff{pacing: usualPacing}, past: sum{}, now: &life{ended: both}}
		require.NoError(t, p.keep(both))
		assert.Zero(t, p.backoff.deaths)
		assert.Zero(t, p.restarts)
	}
}
