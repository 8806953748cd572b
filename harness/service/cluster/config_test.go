package cluster_test

import (
	"math"
	"net"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/service/cluster"
)

func TestWhatCannotBeServedIsRefusedInOneLine(t *testing.T) {
	require.NoError(t, baseline().Validate())
	for name, c := range map[string]struct {
		change func(*cluster.Config)
		want   string
	}{
		"none":       {func(c *cluster.Config) { c.Processes = 0 }, "cluster: Processes is 0, but it must be 1 to 256"},
		"too many":   {func(c *cluster.Config) { c.Processes = 257 }, "cluster: Processes is 257, but it must be 1 to 256"},
		"drain":      {func(c *cluster.Config) { c.Drain = -time.Second }, "cluster: Drain is -1s, but it must be 0s to 24h0m0s"},
		"long drain": {func(c *cluster.Config) { c.Drain = math.MaxInt64 }, "cluster: Drain is 2562047h47m16.854775807s, but it must be 0s to 24h0m0s"},
		"procs":      {func(c *cluster.Config) { c.Each.GOMAXPROCS = -1 }, "cluster: GOMAXPROCS is -1, but it must be 1 or more, or 0 for that of the supervisor"},
		"row":        {func(c *cluster.Config) { c.Each.Variant = "tunny" }, "catalog: no row tunny/own; variants are "},
		"workers":    {func(c *cluster.Config) { c.Each.Workers = 0 }, "Workers is 0"},
		"admission":  {func(c *cluster.Config) { c.Each.Admission = -1 }, "service: Admission is -1, but it must be 0, for no limit, or more"},
		"nice procs": {func(c *cluster.Config) { c.Each.Nice, c.Each.Workers = true, 2 }, "cluster: Nice with 2 workers and GOMAXPROCS 2 in each process, but GOMAXPROCS must be 3 or more, so that one is left to answer"},
		"nice row":   {func(c *cluster.Config) { c.Each.Nice, c.Each.Variant = true, "spawn" }, "cluster: Nice: "},
	} {
		config := baseline()
		c.change(&config)
		l := listen(t)
		_, err := cluster.Start(t.Context(), l, config)
		require.ErrorContains(t, err, c.want, name)
		assert.NotContains(t, err.Error(), "\n", name)
		assert.ErrorIs(t, l.Close(), net.ErrClosed, "%s: the listener belonged to the cluster", name)
	}
}

func TestOnlyATCPListenerCanBeInherited(t *testing.T) {
	l, err := net.Listen("unix", filepath.Join(t.TempDir(), "s"))
	require.NoError(t, err)
	_, err = cluster.Start(t.Context(), l, baseline())
	require.EqualError(t, err, "cluster: the listener is a *net.UnixListener, but it must be a *net.TCPListener")
}
