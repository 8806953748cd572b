package service_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/service"
	"poolbench/variants/catalog"
)

// served is a bench behind a real socket.
type served struct {
	*bench
	addr string
	stop context.CancelFunc // as SIGTERM does
	end  chan ended
}

type ended struct {
	summary service.Summary
	err     error
}

func serve(t *testing.T, b *bench, drain time.Duration) *served {
	t.Helper()
	l := listen(t)
	ctx, stop := context.WithCancel(t.Context())
	v := &served{b, l.Addr().String(), stop, make(chan ended, 1)}
	go func() {
		summary, err := b.Serve(ctx, l, drain)
		v.end <- ended{summary, err}
	}()
	return v
}

// connection is a client with a connection of its own, byte by byte.
type connection struct {
	net.Conn
	in *bufio.Reader
}

func (v *served) dial(t *testing.T) *connection {
	t.Helper()
	conn, err := net.Dial("tcp", v.addr)
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	return &connection{conn, bufio.NewReader(conn)}
}

// send writes text, a request as it is on the wire.
func (c *connection) send(t *testing.T, text string) {
	t.Helper()
	_, err := io.WriteString(c, text)
	require.NoError(t, err)
}

func request(path string) string { return "GET " + path + " HTTP/1.1\r\nHost: here\r\n\r\n" }

// answer reads a whole answer.
func (c *connection) answer(t *testing.T) (status int, body string) {
	t.Helper()
	response, err := http.ReadResponse(c.in, nil)
	require.NoError(t, err)
	text, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return response.StatusCode, string(text)
}

// occupied returns two connections: the request of the first one is computed until it is released,
// and that of the second, for workload, waits in the pool behind it.
func (v *served) occupied(t *testing.T, workload string) (computes, waits *connection) {
	t.Helper()
	computes, waits = v.dial(t), v.dial(t)
	computes.send(t, request("/compute?workload=held"))
	<-v.submitted
	<-v.began
	waits.send(t, request("/compute?workload="+workload))
	<-v.submitted
	return computes, waits
}

// aMinute is a drain that no test gets to the end of.
const aMinute = time.Minute

func TestServeAnswersWhatItAccepted(t *testing.T) {
	v := serve(t, newBench(t), aMinute)
	first, second := v.occupied(t, "seven")
	v.stop()
	for { // until nobody is let in any more
		conn, err := net.Dial("tcp", v.addr)
		if err != nil {
			break
		}
		_ = conn.Close()
	}
	assert.Empty(t, v.end, "two are under way")
	close(v.release)
	status, _ := first.answer(t)
	assert.Equal(t, http.StatusOK, status)
	status, body := second.answer(t)
	assert.Equal(t, http.StatusOK, status)
	assert.Contains(t, body, "result: 7\n")
	assert.Equal(t, ended{service.Summary{Answered: 2}, nil}, <-v.end)
}

// At the end of the drain what waits never runs, and what runs is given up: both are lost,
// and counted.
func TestServeLosesWhatTheDrainIsTooShortFor(t *testing.T) {
	v := serve(t, newBench(t), 0)
	first, _ := v.occupied(t, "held")
	v.stop()
	assert.Equal(t, ended{service.Summary{Lost: 2}, nil}, <-v.end)
	_, err := http.ReadResponse(first.in, nil)
	require.Error(t, err, "its connection is closed")
	close(v.release)
	require.NoError(t, v.Close(), "returns once the task has ended")
	assert.Empty(t, v.began, "the second one never began")
	assert.Equal(t, service.Summary{Lost: 2}, v.Summary(), "what was said stays true")
}

// What Serve returns is what the counts say when everything has ended, although they change while
// it reads them.
func TestServeLosesNobodyTwice(t *testing.T) {
	row, err := catalog.Find(catalog.Baseline, catalog.Own)
	require.NoError(t, err)
	for range 20 {
		b := newBench(t, on(row, 2))
		service.SetTimeouts(b.Service, aMinute, aMinute, time.Millisecond)
		v := serve(t, b, 0)
		v.dial(t).send(t, request("/compute?workload=held"))
		<-v.began // so the drain is too short, and one worker is left
		var asking sync.WaitGroup
		for range 16 { // not over the server, which would stop asking for more
			asking.Go(func() {
				for b.get(t.Context(), "/compute?workload=seven").Code == http.StatusOK {
				}
			})
		}
		v.stop()
		end := <-v.end
		require.NoError(t, end.err)
		close(b.release)
		asking.Wait()
		require.NoError(t, v.Close())
		last := v.Summary()
		end.summary.Rejected, last.Rejected = 0, 0 // they come later
		assert.Equal(t, last, end.summary)
	}
}

// Who has waited in vain hears it. Here the worker is busy with what came another way, so
// that nobody else is left to wait for.
func TestServeTellsThoseWhoWaitedInVain(t *testing.T) {
	b := newBench(t)
	service.SetTimeouts(b.Service, aMinute, aMinute, aMinute)
	first := b.hold(t)
	<-b.submitted
	v := serve(t, b, 0)
	second := v.dial(t)
	second.send(t, request("/compute?workload=held"))
	<-v.submitted
	v.stop()
	status, body := second.answer(t)
	assert.Equal(t, http.StatusServiceUnavailable, status)
	assert.Contains(t, body, service.ClosedDown)
	close(v.release)
	assert.Equal(t, http.StatusOK, (<-first).Code)
	assert.Equal(t, ended{service.Summary{Answered: 1, Lost: 1}, nil}, <-v.end)
	assert.Empty(t, v.began)
}

func TestServeReportsAListenerThatFails(t *testing.T) {
	b := newBench(t)
	l := listen(t)
	require.NoError(t, l.Close())
	_, err := b.Serve(t.Context(), l, aMinute)
	require.ErrorIs(t, err, net.ErrClosed)
	assert.Equal(t, http.StatusServiceUnavailable, b.get(t.Context(), "/compute?workload=seven").Code, "the pool is closed")
}

// failing is a listener whose Accept fails when it is told to.
type failing struct {
	net.Listener
	now chan struct{}
}

var errListener = errors.New("no descriptors left")

func (l *failing) Accept() (net.Conn, error) {
	accepted := make(chan net.Conn, 1)
	go func() {
		if conn, err := l.Listener.Accept(); err == nil {
			accepted <- conn
		}
	}()
	select {
	case conn := <-accepted:
		return conn, nil
	case <-l.now:
		return nil, errListener
	}
}

// When the listener fails, connections are cut: who was on them got no answer, whether its task
// waits or runs.
func TestServeLosesWhatIsUnderWayWhenItsListenerFails(t *testing.T) {
	b := newBench(t)
	l := &failing{listen(t), make(chan struct{})}
	v := &served{b, l.Addr().String(), nil, make(chan ended, 1)}
	go func() {
		summary, err := b.Serve(t.Context(), l, aMinute)
		v.end <- ended{summary, err}
	}()
	first, _ := v.occupied(t, "held")
	close(l.now)
	_, err := http.ReadResponse(first.in, nil)
	require.Error(t, err, "its connection is cut")
	close(v.release)
	end := <-v.end
	require.ErrorIs(t, end.err, errListener)
	assert.Equal(t, service.Summary{Lost: 2}, end.summary)
	assert.Empty(t, v.began, "the second one never began")
}

// OPTIONS * asks whether a server is there; net/http answers it, and package load relies on that.
func TestServeAnswersAGreeting(t *testing.T) {
	v := serve(t, newBench(t), aMinute)
	c := v.dial(t)
	c.send(t, "OPTIONS * HTTP/1.1\r\nHost: here\r\n\r\n")
	status, body := c.answer(t)
	assert.Equal(t, http.StatusOK, status)
	assert.Empty(t, body)
	v.stop()
	assert.Equal(t, ended{}, <-v.end, "it is no request to compute")
}

// Over a socket, a client who closes its connection is noticed while its task waits.
func TestServeNoticesWhoLeaves(t *testing.T) {
	v := serve(t, newBench(t), aMinute)
	first, second := v.occupied(t, "held")
	require.NoError(t, second.Close())
	assert.Equal(t, "abandoned: client", (<-v.lines).attributes["fate"])
	close(v.release)
	status, _ := first.answer(t)
	assert.Equal(t, http.StatusOK, status)
	v.stop()
	assert.Equal(t, ended{service.Summary{Answered: 1, Abandoned: 1}, nil}, <-v.end)
	assert.Empty(t, v.began)
}

// A client who does not finish its header does not hold a connection for ever. One who sends
// a body is not waited for either.
func TestServeHangsUpOnSlowClients(t *testing.T) {
	for name, text := range map[string]string{
		"nothing at all":   "",
		"half a line":      "GET /comp",
		"half a header":    "GET /compute HTTP/1.1\r\nHost: here\r\n",
		"a body to come":   "GET /compute?workload=seven HTTP/1.1\r\nHost: here\r\nContent-Length: 5\r\n\r\nhe",
		"a chunk to come":  "GET /compute?workload=seven HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhe",
		"a POST to come":   "POST /compute HTTP/1.1\r\nHost: here\r\nContent-Length: 5\r\n\r\nhe",
		"a path not there": "POST /elsewhere HTTP/1.1\r\nHost: here\r\nContent-Length: 5\r\n\r\nhe",
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			service.SetTimeouts(b.Service, 20*time.Millisecond, aMinute, aMinute)
			v := serve(t, b, aMinute)
			c := v.dial(t)
			c.send(t, text)
			rest, err := io.ReadAll(c) // returns when the server hangs up, and not before
			require.NoError(t, err)
			assert.NotContains(t, string(rest), "200 OK")
			v.stop()
			assert.Equal(t, ended{}, <-v.end, "nothing was computed")
		})
	}
}

// None of the time-outs is for the computation: not that for answers, although its clock has
// started long before, and not one that net/http would take for a client who has left.
func TestServeLetsComputationsTakeLongerThanItsTimeouts(t *testing.T) {
	const timeout = 500 * time.Millisecond
	b := newBench(t)
	service.SetTimeouts(b.Service, timeout, timeout, aMinute)
	v := serve(t, b, aMinute)
	first, second := v.dial(t), v.dial(t) // the second one waits as long as the first one computes
	first.send(t, request("/compute?workload=held"))
	second.send(t, request("/compute?workload=held"))
	<-v.submitted
	<-v.submitted
	silent := v.dial(t) // its time begins after theirs, and when it is over it is hung up on
	_, err := io.ReadAll(silent)
	require.NoError(t, err)
	close(v.release)
	for _, c := range []*connection{first, second} {
		status, body := c.answer(t)
		assert.Equal(t, http.StatusOK, status)
		assert.Contains(t, body, "result: 1\n")
	}
	v.stop()
	assert.Equal(t, ended{service.Summary{Answered: 2}, nil}, <-v.end)
}

func TestServeRefusesHugeHeaders(t *testing.T) {
	v := serve(t, newBench(t), aMinute)
	c := v.dial(t)
	c.send(t, "GET / HTTP/1.1\r\nHost: here\r\nCookie: "+strings.Repeat("x", 9<<10)+"\r\n\r\n")
	status, _ := c.answer(t)
	assert.Equal(t, http.StatusOK, status, "net/http allows 4 KiB more than it is told")
	c = v.dial(t)
	c.send(t, "GET / HTTP/1.1\r\nHost: here\r\nCookie: "+strings.Repeat("x", 13<<10)+"\r\n\r\n")
	status, _ = c.answer(t)
	assert.Equal(t, http.StatusRequestHeaderFieldsTooLarge, status)
	v.stop()
	assert.Equal(t, ended{}, <-v.end)
}
