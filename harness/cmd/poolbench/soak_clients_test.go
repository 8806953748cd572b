package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// badClient is one client of a fault, with a connection of its own.
type badClient struct {
	ctx   context.Context // ends with the soak
	addr  string
	heavy time.Duration // what a heavy task computes
	turn  int           // the how manieth of its fault
	rng   *rand.Rand
}

// heavyFactor makes a task long enough to leave while it computes, and bursts of them long enough
// to go beyond the deadline.
const heavyFactor = 10

// faultPatience is far above everything that a server may take: who waits longer has found a defect.
const faultPatience = 30 * time.Second

// silence is longer than the server's time-out for writing, 10 s.
const silence = 15 * time.Second

func get(path string) string { return "GET " + path + " HTTP/1.1\r\nHost: soak\r\n\r\n" }

var heavyQuery = fmt.Sprintf("/compute?workload=sum&n=%d", soakSize*heavyFactor)

// dial returns a connection on which nothing takes longer than faultPatience.
func (c *badClient) dial() (*net.TCPConn, error) { return c.dialWith(net.Dialer{}) }

func (c *badClient) dialWith(dialer net.Dialer) (*net.TCPConn, error) {
	dialer.Timeout = faultPatience
	conn, err := dialer.Dial("tcp", c.addr)
	if err != nil {
		return nil, err
	}
	return conn.(*net.TCPConn), conn.SetDeadline(time.Now().Add(faultPatience))
}

// wait returns false if the soak ended first.
func (c *badClient) wait(d time.Duration) bool {
	select {
	case <-time.After(d):
		return true
	case <-c.ctx.Done():
		return false
	}
}

// leave closes the connection while the task waits, or computes, or just before or after.
func (c *badClient) leave() (ending, error) {
	conn, err := c.dial()
	if err != nil {
		return "", err
	}
	defer func() { _ = conn.Close() }()
	_, err = io.WriteString(conn, get(heavyQuery))
	c.wait(time.Duration(c.rng.Int64N(int64(2 * c.heavy))))
	return endUnseen, err
}

// reset ends the connection so that the server is told nothing but an error. What a system has
// received but no program has read is lost then; so the request follows another one in the
// same packet: the answer to that one shows that both have been read.
func (c *badClient) reset() (ending, error) {
	conn, err := c.dial()
	if err != nil {
		return "", err
	}
	defer func() { _ = conn.Close() }()
	if _, err = io.WriteString(conn, get("/")+get(heavyQuery)); err != nil {
		return "", err
	}
	if status, err := statusOf(conn, http.MethodGet); err != nil || status != http.StatusOK {
		return "", fmt.Errorf("GET / was answered %d, %w", status, err)
	}
	c.wait(time.Duration(c.rng.Int64N(int64(2 * c.heavy))))
	return endUnseen, conn.SetLinger(0)
}

// drip takes a fifth of a second for a header, and gets its answer.
func (c *badClient) drip() (ending, error) {
	conn, err := c.dial()
	if err != nil {
		return "", err
	}
	defer func() { _ = conn.Close() }()
	for _, b := range []byte(get(soakQuery)) {
		if _, err := conn.Write([]byte{b}); err != nil {
			return "", err
		}
		c.wait(3 * time.Millisecond)
	}
	return computed(conn, http.MethodGet)
}

// stall sends a byte now and then, never the last one, until the server has enough of it.
func (c *badClient) stall() (ending, error) {
	conn, err := c.dial()
	if err != nil {
		return "", err
	}
	defer func() { _ = conn.Close() }()
	for range int(faultPatience / time.Second) {
		if _, err := conn.Write([]byte("G")); err != nil && !hungUp(err) {
			return "", err
		}
		if end, err := c.untilCut(conn, time.Second); end != "" || err != nil {
			return end, err
		}
	}
	return "", errors.New("the server is still waiting for the header")
}

// smallPackets keeps both systems from taking an answer off the server's hands: they would buffer
// megabytes for a client on the same machine.
func smallPackets(_, _ string, raw syscall.RawConn) error {
	var err error
	failed := raw.Control(func(fd uintptr) {
		err = errors.Join(unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_RCVBUF, 4<<10),
			unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_MAXSEG, 536)) // the least of RFC 9293
	})
	return errors.Join(failed, err)
}

// deaf asks for scrapes, which are long, and reads none.
func (c *badClient) deaf() (ending, error) {
	conn, err := c.dialWith(net.Dialer{Control: smallPackets})
	if err != nil {
		return "", err
	}
	defer func() { _ = conn.Close() }()
	if _, err = io.WriteString(conn, strings.Repeat(get("/metrics"), 40)); err != nil {
		return "", err
	}
	if !c.wait(silence) {
		return endClosed, nil
	}
	if _, err = io.Copy(io.Discard, conn); errors.Is(err, os.ErrDeadlineExceeded) {
		return "", errors.New("the server is still waiting for a client who does not read")
	}
	return endCutOff, nil
}

// idle says nothing until the server hangs up.
func (c *badClient) idle() (ending, error) {
	conn, err := c.dial()
	if err != nil {
		return "", err
	}
	defer func() { _ = conn.Close() }()
	return c.mustCut(conn)
}

// idleAfterOne stays as browsers do, for longer than other faults last but shorter than the
// server's two minutes, and then leaves.
func (c *badClient) idleAfterOne() (ending, error) {
	conn, err := c.dial()
	if err != nil {
		return "", err
	}
	defer func() { _ = conn.Close() }()
	if _, err := io.WriteString(conn, get(soakQuery)); err != nil {
		return "", err
	}
	end, err := computed(conn, http.MethodGet)
	c.wait(time.Duration(c.rng.Int64N(int64(faultPatience))))
	return end, err
}

// heavyRequest waits for its answer.
func (c *badClient) heavyRequest() (ending, error) {
	conn, err := c.dial()
	if err != nil {
		return "", err
	}
	defer func() { _ = conn.Close() }()
	if _, err := io.WriteString(conn, get(heavyQuery)); err != nil {
		return "", err
	}
	return computed(conn, http.MethodGet)
}

// oddities are requests that no well-behaved client sends, with the status they get. Those with
// none are computed. They are sent in turn.
var oddities = []struct {
	text   string
	status int
	end    ending
}{
	{"hello?\r\n\r\n", 400, endRefused},
	{"GET /compute HTTP/1.1\r\n\r\n", 400, endRefused}, // no host
	{"GET /compute HTTP/7.5\r\nHost: soak\r\n\r\n", 505, endRefused},
	{"GET /compute HTTP/1.1\r\nHost: soak\r\nno colon\r\n\r\n", 400, endRefused},
	{"GET /compute HTTP/1.1\r\nHost: soak\r\nContent-Length: -1\r\n\r\n", 400, endRefused},
	{"GET /compute HTTP/1.1\r\nHost: soak\r\nContent-Length: 4\r\n\r\nbody", 400, endRefused},
	{"GET / HTTP/1.1\r\nHost: soak\r\nCookie: " + strings.Repeat("x", 16<<10) + "\r\n\r\n", 431, endRefused},
	{get("/nowhere"), 404, endRefused},
	{get("/compute/"), 404, endRefused},
	{"POST /compute HTTP/1.1\r\nHost: soak\r\nContent-Length: 4\r\n\r\nbody", 405, endRefused},
	{"DELETE /compute HTTP/1.1\r\nHost: soak\r\n\r\n", 405, endRefused},
	{"HEAD / HTTP/1.1\r\nHost: soak\r\n\r\n", 200, endRefused},
	{"HEAD " + soakQuery + " HTTP/1.1\r\nHost: soak\r\n\r\n", 0, ""},
	{"GET " + soakQuery + " HTTP/1.0\r\n\r\n", 0, ""},
	{get("/compute?n=-1"), 400, endInvalid},
	{get("/compute?n=1e30"), 400, endInvalid},
	{get("/compute?n=1&n=2"), 400, endInvalid},
	{get("/compute?workload=nothing-like-that"), 400, endInvalid},
	{get("/compute?workload=sum;n=3"), 400, endInvalid},
	{get("/compute?%zz"), 400, endInvalid},
}

// odd sends one of the oddities.
func (c *badClient) odd() (ending, error) {
	oddity := oddities[c.turn%len(oddities)]
	conn, err := c.dial()
	if err != nil {
		return "", err
	}
	defer func() { _ = conn.Close() }()
	if _, err := io.WriteString(conn, oddity.text); err != nil {
		return "", err
	}
	method, _, _ := strings.Cut(oddity.text, " ")
	if oddity.status == 0 {
		return computed(conn, method)
	}
	status, err := statusOf(conn, method)
	if err != nil || status != oddity.status {
		return "", fmt.Errorf("%.40q was answered %d and not %d: %w", oddity.text, status, oddity.status, err)
	}
	return oddity.end, nil
}

// statusOf reads one answer to its end.
func statusOf(conn net.Conn, method string) (int, error) {
	answer, err := http.ReadResponse(bufio.NewReader(conn), &http.Request{Method: method})
	if err != nil {
		return 0, err
	}
	defer func() { _ = answer.Body.Close() }()
	_, err = io.Copy(io.Discard, answer.Body)
	return answer.StatusCode, err
}

// computed reads the answer to a request to compute.
func computed(conn net.Conn, method string) (ending, error) {
	switch status, err := statusOf(conn, method); {
	case err != nil:
		return "", fmt.Errorf("no answer to a request to compute: %w", err)
	case status == http.StatusOK:
		return endAnswered, nil
	case status == http.StatusServiceUnavailable:
		return endRejected, nil
	default:
		return "", fmt.Errorf("a request to compute was answered %d", status)
	}
}

// mustCut waits for the server to hang up.
func (c *badClient) mustCut(conn net.Conn) (ending, error) {
	end, err := c.untilCut(conn, faultPatience)
	if end == "" && err == nil {
		err = fmt.Errorf("the server has not hung up for %v", faultPatience)
	}
	return end, err
}

// untilCut waits for the server to hang up, or for the end of the soak, but no longer than d:
// then its ending is empty.
func (c *badClient) untilCut(conn net.Conn, d time.Duration) (ending, error) {
	if err := conn.SetReadDeadline(time.Now().Add(d)); err != nil {
		return "", err
	}
	defer context.AfterFunc(c.ctx, func() { _ = conn.SetReadDeadline(time.Now()) })()
	last, err := io.ReadAll(conn)
	switch {
	case (err == nil || hungUp(err)) && !strings.Contains(string(last), "200 OK"): // 400 to half a line is fine
		return endCutOff, nil
	case errors.Is(err, os.ErrDeadlineExceeded) && c.ctx.Err() != nil:
		return endClosed, nil
	case errors.Is(err, os.ErrDeadlineExceeded):
		return "", nil
	default:
		return "", fmt.Errorf("%q for who has not asked: %v", last, err)
	}
}

func hungUp(err error) bool {
	return errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
}
