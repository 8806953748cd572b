package cluster_test

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/child"
	"poolbench/harness/service/cluster"
)

// supervisorJob runs a cluster of two until it is killed.
const supervisorJob = "supervise"

// supervised is what it says when all processes accept connections.
type supervised struct {
	Address   string
	Processes []cluster.Process
}

func supervise(json.RawMessage) (any, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	c, err := cluster.Start(context.Background(), l, baseline())
	if err != nil {
		return nil, err
	}
	_ = json.NewEncoder(os.Stdout).Encode(supervised{l.Addr().String(), c.Processes()})
	return c.Run(context.Background())
}

// gone reports whether a process that is nobody's child here has ended. Where the first process
// of a container does not care for orphans, a dead one stays as a zombie.
func gone(pid int) bool {
	if syscall.Kill(pid, 0) != nil {
		return true
	}
	text, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	return err == nil && strings.Contains(string(text), ") Z ")
}

// They answer what is under way, and end: there are no orphans.
func TestProcessesDoNotOutliveTheirSupervisor(t *testing.T) {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), child.Mark(supervisorJob))
	cmd.Stdin = strings.NewReader("null")
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	var s supervised
	require.NoError(t, json.NewDecoder(out).Decode(&s))

	r := &running{addr: s.Address}
	asks, looks := r.two(t)
	asks.send(t, short)
	until(t, "it computes, or has", func() bool {
		text := looks.text(t, "/metrics")
		return strings.Contains(text, "\npoolbench_requests_running 1\n") || strings.Contains(text, "\n"+`poolbench_requests_total{outcome="answered",reason=""} 1`+"\n")
	})
	require.NoError(t, cmd.Process.Kill())
	status, _, err := asks.answer()
	require.NoError(t, err)
	assert.Equal(t, http.StatusOK, status)
	for _, p := range s.Processes {
		until(t, "it has ended", func() bool { return gone(p.PID) })
	}
	_, err = net.Dial("tcp", s.Address)
	assert.ErrorIs(t, err, syscall.ECONNREFUSED)
	require.Error(t, cmd.Wait(), "it was killed")
}

// two returns two connections to the same process.
func (r *running) two(t *testing.T) (*connection, *connection) {
	t.Helper()
	found := map[string]*connection{}
	for {
		c := r.dial(t)
		process := c.get(t, "/")
		if other := found[process]; other != nil {
			return other, c
		}
		found[process] = c
	}
}
