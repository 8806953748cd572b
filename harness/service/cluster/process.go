package cluster

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/prometheus/common/expfmt"

	"poolbench/harness/machine"
	"poolbench/harness/service"
)

// JobName names Job among the jobs of a child process.
const JobName = "serve-process"

// listenerFD is where a process finds the socket: the first descriptor after the standard ones,
// which is where os/exec puts the first of ExtraFiles.
const listenerFD = 3

// opening is the first line to a process.
type opening struct {
	Settings
	Drain time.Duration
	Level slog.Level
}

// question is the line that asks for an account.
const question = "account"

// message is a line from a process. The zero value says that it accepts connections.
type message struct {
	Account *account `json:",omitempty"`
}

// account is what a process knows about itself.
type account struct {
	// Last says that it was made after the drain. Failure is then the error of Serve.
	Last    bool   `json:",omitempty"`
	Failure string `json:",omitempty"`
	Summary service.Summary
	PeakRSS *uint64 `json:",omitempty"` // nil if unknown
	Metrics []byte  // delimited protobuf: what Prometheus calls that
}

// Job is the whole life of a process of the cluster: it takes an opening, serves until standard
// input ends, and returns its last account. Package child starts it in a process that the
// supervisor has started; it is nothing to call otherwise.
func Job(request json.RawMessage) (any, error) {
	// The supervisor decides when this ends. It may be gone when something is written: without
	// SIGPIPE ignored a log line would then end the process in the middle of its drain.
	signal.Ignore(syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGPIPE)
	var o opening
	if err := json.Unmarshal(request, &o); err != nil {
		return nil, fmt.Errorf("cannot read the settings: %w", err)
	}
	l, err := inherited()
	if err != nil {
		return nil, err
	}
	config, err := o.service()
	if err != nil {
		return nil, err
	}
	config.Log = slog.New(slog.NewJSONHandler(os.Stderr, &slog.HandlerOptions{Level: o.Level}))
	s, err := service.Open(config)
	if err != nil {
		return nil, err
	}
	ctx, drain := context.WithCancel(context.Background())
	p := &process{service: s, log: config.Log, out: json.NewEncoder(os.Stdout)}
	go func() {
		defer drain()
		p.answer()
	}()
	p.say(message{})
	summary, err := s.Serve(ctx, l, o.Drain)
	last := p.account()
	last.Last, last.Summary = true, summary // knows of those lost whose tasks still run
	if err != nil {
		last.Failure = strings.ReplaceAll(err.Error(), "\n", "; ") // part of a line
	}
	return message{&last}, nil
}

// inherited returns the listener on the socket of the supervisor.
func inherited() (net.Listener, error) {
	file := os.NewFile(listenerFD, "listener")
	l, err := net.FileListener(file) // works on a copy
	_ = file.Close()
	if err != nil {
		return nil, fmt.Errorf("no listener was inherited: %w", err)
	}
	return l, nil
}

// process is a service that answers its supervisor.
type process struct {
	service *service.Service
	log     *slog.Logger
	mu      sync.Mutex // a line is written as a whole
	out     *json.Encoder
}

// say ignores errors: they mean that the supervisor is gone, which standard input tells as well.
func (p *process) say(m message) {
	p.mu.Lock()
	defer p.mu.Unlock()
	_ = p.out.Encode(m)
}

// answer answers questions until standard input ends.
func (p *process) answer() {
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		if strings.TrimSpace(lines.Text()) == question { // the first one is what is left of the opening
			a := p.account()
			p.say(message{&a})
		}
	}
}

func (p *process) account() account {
	a := account{Summary: p.service.Summary(), PeakRSS: machine.PeakRSS()}
	families, err := p.service.Gather()
	if err != nil { // what could be gathered is there all the same
		p.log.Warn("metrics are not complete", "error", err)
	}
	var text bytes.Buffer
	encoder := expfmt.NewEncoder(&text, expfmt.NewFormat(expfmt.TypeProtoDelim))
	for _, f := range families {
		_ = encoder.Encode(f) // a buffer takes everything
	}
	a.Metrics = text.Bytes()
	return a
}
