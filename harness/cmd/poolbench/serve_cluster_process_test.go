package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"poolbench/harness/service/cluster"
)

// supervised is a poolbench serve --cluster: the server is its port, and the supervisor another address.
type supervised struct {
	*server
	supervisor string
}

// startSupervised starts one on two free ports, and returns when all its processes accept.
func startSupervised(t *testing.T, args ...string) supervised {
	t.Helper()
	s := supervised{server: startServer(t, args...)}
	line, err := s.out.ReadString('\n')
	require.NoError(t, err)
	assertWidth(t, line)
	found := regexp.MustCompile(`\A\d+ processes like that: (http://127\.0\.0\.1:[1-9][0-9]*)/processes, and http://\S+/metrics of all\n\z`).FindStringSubmatch(line)
	require.NotNil(t, found, line)
	s.supervisor = found[1]
	return s
}

// ask returns what the supervisor says; the error is that of a supervisor that has ended.
func (s supervised) ask(ctx context.Context, path string) (string, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.supervisor+path, nil)
	if err != nil {
		return "", err
	}
	answer, err := s.client.Do(request)
	if err != nil {
		return "", err
	}
	text, err := io.ReadAll(answer.Body)
	_ = answer.Body.Close()
	return string(text), err
}

func (s supervised) processes(ctx context.Context) ([]cluster.Process, error) {
	text, err := s.ask(ctx, "/processes")
	if err != nil {
		return nil, err
	}
	var all []cluster.Process
	return all, json.Unmarshal([]byte(text), &all)
}

// untilRunning asks for the metrics of all processes until so many requests are computed in all. It
// fails when more than answered have been answered: what it waits for is then over.
func (s supervised) untilRunning(t *testing.T, requests, answered int) {
	t.Helper()
	count := regexp.MustCompile(`(?m)^poolbench_requests_total\{outcome="answered",reason=""\} (\d+)$`)
	for {
		text, err := s.ask(t.Context(), "/metrics")
		require.NoError(t, err)
		if strings.Contains(text, fmt.Sprintf("\npoolbench_requests_running %d\n", requests)) {
			return
		}
		found := count.FindStringSubmatch(text)
		require.NotNil(t, found, text)
		n, err := strconv.Atoi(found[1])
		require.NoError(t, err)
		require.LessOrEqual(t, n, answered, "what was to be computed has been answered before it was seen")
	}
}

// client is a connection to one process. http.Client would open another one when that dies, and ask
// again in silence.
type client struct {
	net.Conn
	answers *bufio.Reader
	process string // what the ids of that process's requests begin with
}

// connect opens a connection and asks whose it is.
func (s supervised) connect(t *testing.T) client {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	c := client{Conn: conn, answers: bufio.NewReader(conn)}
	c.ask(t, "/")
	header, _, err := c.answer()
	require.NoError(t, err)
	var ok bool
	c.process, _, ok = strings.Cut(header.Get("X-Request-Id"), "-")
	require.True(t, ok, header)
	return c
}

// connectToOther opens connections until one is to none of the processes.
func (s supervised) connectToOther(t *testing.T, than ...string) client {
	t.Helper()
	for {
		if c := s.connect(t); !slices.Contains(than, c.process) {
			return c
		}
	}
}

func (c client) ask(t *testing.T, path string) {
	t.Helper()
	_, err := fmt.Fprintf(c, "GET %s HTTP/1.1\r\nHost: test\r\n\r\n", path)
	require.NoError(t, err)
}

// answer waits for it. An error means that none came.
func (c client) answer() (http.Header, string, error) {
	answer, err := http.ReadResponse(c.answers, nil)
	if err != nil {
		return nil, "", err
	}
	body, err := io.ReadAll(answer.Body)
	return answer.Header, string(body), err
}
