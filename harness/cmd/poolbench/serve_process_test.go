package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// asMain makes the test binary behave as poolbench, with its arguments, signals and exit
// code: what is tested below is a process, as it is run.
const asMain = "POOLBENCH_TEST_MAIN"

func init() {
	if os.Getenv(asMain) != "" {
		main()
	}
}

// server is a poolbench serve in a process of its own.
type server struct {
	cmd    *exec.Cmd
	url    string
	client *http.Client
	out    *bufio.Reader // what it prints after the line that it listens
	errs   printed
	exited chan struct{} // closed when it has ended; its state can then be read
}

// printed is what a process has written to standard error so far.
type printed struct {
	mu    sync.Mutex
	text  bytes.Buffer
	wrote chan struct{}
}

func (p *printed) Write(text []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	select {
	case p.wrote <- struct{}{}:
	default:
	}
	return p.text.Write(text)
}

func (p *printed) String() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text.String()
}

// untilSaid returns when it has written text to standard error, or fails when it ends without.
func (s *server) untilSaid(t *testing.T, text string) {
	t.Helper()
	for !strings.Contains(s.errs.String(), text) {
		select {
		case <-s.errs.wrote:
		case <-s.exited:
			require.Contains(t, s.errs.String(), text, "it has ended")
		}
	}
}

// startServer starts one on a free port, and returns when it listens.
func startServer(t *testing.T, args ...string) *server {
	t.Helper()
	s := &server{
		client: &http.Client{Transport: &http.Transport{}}, errs: printed{wrote: make(chan struct{}, 1)}, exited: make(chan struct{}),
	}
	s.cmd = exec.Command(os.Args[0], append([]string{"serve", "--addr", "127.0.0.1:0"}, args...)...)
	s.cmd.Env = append(os.Environ(), asMain+"=1")
	s.cmd.Stderr = &s.errs
	out, in := io.Pipe()
	s.cmd.Stdout = in
	require.NoError(t, s.cmd.Start())
	go func() {
		defer close(s.exited)
		_ = s.cmd.Wait() // its state says how it ended
		_ = in.Close()
	}()
	t.Cleanup(func() { // after a test that failed, or does not care how it ends
		s.client.CloseIdleConnections()
		_ = s.cmd.Process.Kill()
		_ = out.Close() // Wait waits for what nobody reads
		<-s.exited
	})
	s.out = bufio.NewReader(out)
	line, err := s.out.ReadString('\n')
	require.NoError(t, err, "it printed nothing: %s", s.errs.String())
	found := regexp.MustCompile(`\Alistening on (http://127\.0\.0\.1:[1-9][0-9]*) \(.*\)\n\z`).FindStringSubmatch(line)
	require.NotNil(t, found, line)
	s.url = found[1]
	return s
}

// terminate sends SIGTERM, and returns the exit code and the last line.
func (s *server) terminate(t *testing.T) (code int, last string) {
	t.Helper()
	require.NoError(t, s.cmd.Process.Signal(syscall.SIGTERM))
	rest, err := io.ReadAll(s.out)
	require.NoError(t, err)
	<-s.exited
	return s.cmd.ProcessState.ExitCode(), string(rest)
}

// get returns the status, header and body of an answer; err is that of the transport.
func (s *server) get(ctx context.Context, path string) (status int, header http.Header, body string, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+path, nil)
	if err != nil {
		return 0, nil, "", err
	}
	answer, err := s.client.Do(request)
	if err != nil {
		return 0, nil, "", err
	}
	text, err := io.ReadAll(answer.Body)
	_ = answer.Body.Close()
	return answer.StatusCode, answer.Header, string(text), err
}

// untilOne asks for the metrics until one is 1. Each look is a request of its own, and fails when the
// process has ended.
func (s *server) untilOne(t *testing.T, metric string) {
	t.Helper()
	for {
		_, _, body, err := s.get(t.Context(), "/metrics")
		require.NoError(t, err)
		if strings.Contains(body, "\n"+metric+" 1\n") {
			return
		}
	}
}

// drainUnderLoad ends the server with SIGTERM while clients ask without a pause. It returns how many answers
// have arrived, all of them right, and what was said last.
func (s *server) drainUnderLoad(t *testing.T) (answers int64, last string) {
	t.Helper()
	const clients, before = 8, 20
	s.client.Transport.(*http.Transport).MaxIdleConnsPerHost = clients
	var answered atomic.Int64
	warm := make(chan struct{}, clients*before)
	var asking sync.WaitGroup
	for range clients {
		asking.Go(func() {
			for i := 0; ; i++ {
				status, _, body, err := s.get(t.Context(), "/compute?workload=sum&n=100000")
				if err != nil {
					return // nobody listens any more
				}
				assert.Equal(t, http.StatusOK, status, body)
				assert.Contains(t, body, "result: 4999950000\n")
				answered.Add(1)
				if i < before {
					warm <- struct{}{}
				}
			}
		})
	}
	for range clients * before {
		<-warm
	}
	code, last := s.terminate(t)
	asking.Wait()
	assert.Equal(t, exitDone, code, s.errs.String())
	return answered.Load(), last
}
