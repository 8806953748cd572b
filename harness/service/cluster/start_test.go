package cluster_test

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/service/cluster"
)

func TestAProcessThatHangsAtItsStartIsOneError(t *testing.T) {
	name := filepath.Join(t.TempDir(), "plague")
	t.Setenv(plague, name)
	require.NoError(t, os.WriteFile(name, []byte(sleeping), 0o600))
	impatient := patient
	impatient.Start = 10 * time.Millisecond
	_, err := cluster.StartImpatient(t.Context(), listen(t), baseline(), impatient)
	require.EqualError(t, err, "cluster: process 0 ended before it accepted connections: killed, since it did not accept connections within 10ms")
}

func TestAProcessThatDoesNotStartIsOneError(t *testing.T) {
	name := filepath.Join(t.TempDir(), "plague")
	t.Setenv(plague, name)
	require.NoError(t, os.WriteFile(name, nil, 0o600))
	l := listen(t)
	_, err := cluster.Start(t.Context(), l, baseline())
	require.ErrorContains(t, err, "cluster: process 0 ended before it accepted connections: exit status 2: panic: the plague")
	_, err = net.Dial("tcp", l.Addr().String())
	assert.ErrorIs(t, err, syscall.ECONNREFUSED)
}

// Who is told to end while processes start does not wait for them, however long they take.
func TestAStartIsGivenUp(t *testing.T) {
	name := filepath.Join(t.TempDir(), "plague")
	t.Setenv(plague, name)
	require.NoError(t, os.WriteFile(name, []byte(sleeping), 0o600))
	ctx, cancel := context.WithCancel(t.Context())
	l := listen(t)
	cancel()
	_, err := cluster.StartImpatient(ctx, l, baseline(), patient)
	require.ErrorIs(t, err, context.Canceled)
	require.EqualError(t, err, "cluster: told to end before all processes accepted connections: context canceled")
	_, err = net.Dial("tcp", l.Addr().String())
	assert.ErrorIs(t, err, syscall.ECONNREFUSED, "nobody is left who could accept")
}
