package load

import (
	"net"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What the server has closed while nobody asked anything is noticed before the next request.
func TestAClosedConnectionIsNotUsed(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { _ = listener.Close() }()
	c, err := connect(t.Context(), listener.Addr().String(), time.Now().Add(time.Minute))
	require.NoError(t, err)
	defer c.close()
	assert.False(t, c.gone())
	assert.Zero(t, testing.AllocsPerRun(100, func() { c.gone() }))
	other, err := listener.Accept()
	require.NoError(t, err)
	assert.False(t, c.gone())
	require.NoError(t, other.Close())
	for !c.gone() { // the end has to travel
		runtime.Gosched()
	}
}
