package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"poolbench/harness/experiment"
	"poolbench/harness/service"
	"poolbench/variants"
	"poolbench/variants/catalog"
)

const (
	// serveAddress is loopback: whoever can reach the service can use up the processors.
	serveAddress = "127.0.0.1:8080"
	// serveDrain is twice the longest computation that a request may ask for, so that what has
	// begun can end, and less than the 30 s after which Kubernetes kills what it has asked to end.
	serveDrain = 20 * time.Second
)

// serveFlags are the flags of serve as they were given.
type serveFlags struct {
	variant, face, addr, level   string
	workers, queue, admission, p int
	deadline, drain              time.Duration
	public, profile, nice        bool
}

func serveCommand() *cobra.Command {
	f := &serveFlags{}
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Compute for HTTP requests, on any strategy",
		Long: "serve answers GET /compute?workload=NAME&n=N with what that computes, on the workers of one\n" +
			"strategy, and GET / with a line that says it is alive. GET /metrics is for Prometheus. It prints\n" +
			"one line when it listens, and one with what became of the requests when it ends.\n\n" +
			"SIGTERM or Ctrl-C closes the port, gives what is under way until the end of --drain, and ends\n" +
			"with exit code 0; a second one ends it at once. More than --admission requests at a time are\n" +
			"answered 503 with Retry-After. A task that nobody waits for any more never begins.",
		Example: "  poolbench serve\n" +
			"  poolbench serve --variant ants --workers 4 --deadline 2s\n" +
			"  poolbench serve --variant spawn --admission 0 --addr 127.0.0.1:0\n" +
			"  poolbench serve --nice\n" +
			"  curl 'http://127.0.0.1:8080/compute?workload=sum&n=100000000'",
		Args: exactArgs(0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error { return f.run(cmd) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.variant, "variant", catalog.Baseline, "the strategy that computes")
	flags.StringVar(&f.face, "face", "", "native or guarded (default: own, and guarded for libraries)")
	flags.IntVar(&f.workers, "workers", 0, "tasks that run at once (default GOMAXPROCS)")
	flags.IntVar(&f.queue, "queue", experiment.Queue, "tasks that wait in the pool")
	flags.IntVar(&f.admission, "admission", 0, "requests computing or waiting, 0: no limit (default workers + queue)")
	flags.DurationVar(&f.deadline, "deadline", 0, "how long a task may wait to begin (default: no limit)")
	flags.DurationVar(&f.drain, "drain", serveDrain, "how long what is under way may take after SIGTERM")
	flags.StringVar(&f.addr, "addr", serveAddress, "where to listen; port 0 takes a free one")
	flags.BoolVar(&f.public, "public", false, "allow an --addr that other machines can reach")
	flags.IntVar(&f.p, "gomaxprocs", 0, "processors of Go (default: as many as there are, with --nice workers + 1)")
	flags.BoolVar(&f.nice, "nice", false, "workers on threads of the lowest priority, and one processor of Go more (Linux)")
	flags.BoolVar(&f.profile, "pprof", false, "serve /debug/pprof/")
	flags.StringVar(&f.level, "log-level", "info", "debug (a line per request), info, warn, error")
	return cmd
}

func (f *serveFlags) run(cmd *cobra.Command) error {
	config, err := f.config(cmd.Flags().Changed, cmd.ErrOrStderr())
	if err != nil {
		return usageError{err}
	}
	address, err := f.address()
	if err != nil {
		return usageError{err}
	}
	listener, err := net.ListenTCP("tcp", address)
	if err != nil {
		return cannotListen(address, err)
	}
	s, err := service.Open(config)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	ctx := cmd.Context()
	announced := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(announced)
		signal.Reset(os.Interrupt, syscall.SIGTERM) // the next one ends the process, as it does by default
		_, _ = fmt.Fprintf(cmd.ErrOrStderr(), "draining for at most %v; a second signal ends it at once\n", f.drain)
	})
	_, _ = fmt.Fprintf(cmd.OutOrStdout(), "listening on http://%s (%s)\n", listener.Addr(), inWords(config))
	summary, err := s.Serve(ctx, listener, f.drain)
	if !stop() {
		<-announced
	}
	_, _ = fmt.Fprintln(cmd.OutOrStdout(), endInWords(summary))
	return err
}

// config returns what the flags ask for, or what is wrong with them.
func (f *serveFlags) config(given func(string) bool, errs io.Writer) (service.Config, error) {
	row, err := f.row()
	if err != nil {
		return service.Config{}, err
	}
	if f.p < 0 || f.workers < 0 {
		return service.Config{}, fmt.Errorf("--gomaxprocs %d, --workers %d: allowed is 1 or more, or 0 for all processors", f.p, f.workers)
	}
	if f.drain < 0 {
		return service.Config{}, fmt.Errorf("--drain %v: it must not be negative", f.drain)
	}
	var level slog.Level
	if err := level.UnmarshalText([]byte(f.level)); err != nil {
		return service.Config{}, fmt.Errorf("--log-level %q: allowed are debug, info, warn, error", f.level)
	}
	if f.p > 0 {
		runtime.GOMAXPROCS(f.p)
	}
	procs := runtime.GOMAXPROCS(0)
	c := service.Config{
		Row: row, Pool: variants.Config{Workers: f.workers, Queue: f.queue},
		Admission: f.admission, Deadline: f.deadline, Nice: f.nice, Profile: f.profile,
		Log: slog.New(slog.NewTextHandler(errs, &slog.HandlerOptions{Level: level})),
	}
	if f.workers == 0 {
		c.Pool.Workers = procs
	}
	if f.nice && f.p == 0 { // somebody has to be free to answer: see package threads
		runtime.GOMAXPROCS(max(procs, c.Pool.Workers+1))
	}
	if !given("admission") {
		// As many as a pool with that queue takes: any more would wait in front of it, in
		// goroutines and connections without a bound, whatever the strategy. A strategy without
		// a queue keeps the same number waiting, in Submit.
		c.Admission = c.Pool.Workers + c.Pool.Queue
	}
	return c, c.Validate()
}

// row returns the row that computes. Of a library it is the guarded one unless another face
// is asked for: that one obeys deadlines.
func (f *serveFlags) row() (catalog.Row, error) {
	var names, faces []string
	names = append(names, f.variant)
	if f.face != "" {
		faces = append(faces, f.face)
	}
	rows, err := selectRows(names, faces)
	if err != nil {
		return catalog.Row{}, err
	}
	return rows[len(rows)-1], nil // own alone, or native and guarded
}

// address resolves --addr. What it returns is what is listened to: a name that is resolved a
// second time could be another address.
func (f *serveFlags) address() (*net.TCPAddr, error) {
	address, err := net.ResolveTCPAddr("tcp", f.addr)
	if err != nil {
		return nil, fmt.Errorf("--addr %q: allowed is HOST:PORT, such as %s", f.addr, serveAddress)
	}
	if !address.IP.IsLoopback() && !f.public {
		return nil, fmt.Errorf("--addr %q can be reached by other machines: if that is meant, add --public; otherwise listen on 127.0.0.1:%d", f.addr, address.Port)
	}
	return address, nil
}

func cannotListen(address *net.TCPAddr, err error) error {
	if errors.Is(err, syscall.EADDRINUSE) {
		return fmt.Errorf("cannot listen on %s: the port is taken; choose another one with --addr, or 0 for any", address)
	}
	return fmt.Errorf("cannot listen: %w", err)
}

func inWords(c service.Config) string {
	admission, deadline := "no admission limit", "no deadline"
	if c.Admission > 0 {
		admission = "admission " + strconv.Itoa(c.Admission)
	}
	if c.Deadline > 0 {
		deadline = "deadline " + c.Deadline.String()
	}
	workers := fmt.Sprintf("%d workers", c.Pool.Workers)
	if c.Nice {
		workers = fmt.Sprintf("%d nice workers", c.Pool.Workers)
	}
	return strings.Join([]string{c.Row.Key(), workers, fmt.Sprintf("queue %d", c.Pool.Queue), admission, deadline}, ", ")
}

func endInWords(s service.Summary) string {
	return fmt.Sprintf("%d accepted: %d answered, %d abandoned, %d unclaimed, %d failed, %d lost; not accepted: %d rejected, %d invalid",
		s.Accepted(), s.Answered, s.Abandoned, s.Unclaimed, s.Failed, s.Lost, s.Rejected, s.Invalid)
}
