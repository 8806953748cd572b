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
	"poolbench/harness/service/cluster"
	"poolbench/harness/threads"
	"poolbench/variants"
	"poolbench/variants/catalog"
)

const (
	// serveAddress is loopback: whoever can reach the service can use up the processors.
	serveAddress = "127.0.0.1:8080"
	// serveDrain is twice the longest computation that a request may ask for, so that what has
	// begun can end, and less than the 30 s after which Kubernetes kills what it has asked to end.
	serveDrain = 20 * time.Second

	// mostDrain is more than anybody waits for, and as much as a cluster allows.
	mostDrain = 24 * time.Hour

	// Bounds of what is allocated before anybody has asked for anything: beyond them the process
	// would end with a stack trace instead of a line. A worker is a goroutine of some KB, so these
	// are some hundred MB; a place in a queue is a word or some, so these are some ten.
	mostWorkers, mostQueue = 100_000, 1_000_000
	// mostProcs is more than the processors of nearly every machine. Each P (GOMAXPROCS) that
	// computes takes a thread, and Go ends a program that has 10,000 of those.
	mostProcs = 1024
)

// serveFlags are the flags of serve as they were given.
type serveFlags struct {
	variant, face, addr, level   string
	workers, queue, admission, p int
	deadline, drain              time.Duration
	cluster                      int
	supervisor                   string
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
			"answered 503 with Retry-After. A task that nobody waits for any more never begins.\n\n" +
			"With --cluster N a supervisor opens the port and N processes accept from it. A process that dies\n" +
			"is started again; what was in flight there fails. --workers, --queue and --gomaxprocs are those\n" +
			"of each process; --admission is the total, divided among them and rounded up. GET /metrics on\n" +
			"the port tells of the one process that accepted the connection, and at the address of the\n" +
			"supervisor of all together; GET /processes there lists them.",
		Example: "  poolbench serve\n" +
			"  poolbench serve --variant ants --workers 4 --deadline 2s\n" +
			"  poolbench serve --variant spawn --admission 0 --addr 127.0.0.1:0\n" +
			"  poolbench serve --nice\n" +
			"  poolbench serve --cluster 2 --supervisor 127.0.0.1:8081\n" +
			"  curl 'http://127.0.0.1:8080/compute?workload=sum&n=100000000'",
		Args: exactArgs(0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error { return f.run(cmd) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.variant, "variant", catalog.Baseline, "the strategy that computes")
	flags.StringVar(&f.face, "face", "", "native or guarded (default: own, and guarded for libraries)")
	flags.IntVar(&f.workers, "workers", 0, "tasks that run at once (default GOMAXPROCS, or see --nice and --cluster)")
	flags.IntVar(&f.queue, "queue", experiment.Queue, "tasks that wait in the pool")
	flags.IntVar(&f.admission, "admission", 0, "requests computing or waiting, 0: any (default: workers + queue of each)")
	flags.DurationVar(&f.deadline, "deadline", 0, "how long a task may wait to begin (default: no limit)")
	flags.DurationVar(&f.drain, "drain", serveDrain, "how long what is under way may take after SIGTERM")
	flags.StringVar(&f.addr, "addr", serveAddress, "where to listen; port 0 takes a free one")
	flags.BoolVar(&f.public, "public", false, "allow an --addr that other machines can reach")
	flags.IntVar(&f.p, "gomaxprocs", 0, "processors of Go (default: all there are; with --nice workers + 1)")
	flags.BoolVar(&f.nice, "nice", false, "workers on threads of low priority, one less than --gomaxprocs (Linux)")
	flags.BoolVar(&f.profile, "pprof", false, "serve /debug/pprof/")
	flags.IntVar(&f.cluster, "cluster", 0, "processes on one port, each with processors / N workers (see above)")
	flags.StringVar(&f.supervisor, "supervisor", freeAddress, "where the supervisor of --cluster listens")
	flags.StringVar(&f.level, "log-level", "info", "debug (a line per request), info, warn, error")
	return cmd
}

func (f *serveFlags) run(cmd *cobra.Command) error {
	config, procs, err := f.config(cmd.Flags().Changed, cmd.ErrOrStderr())
	if err != nil {
		return usageError{err}
	}
	address, err := f.address("addr", f.addr)
	if err != nil {
		return usageError{err}
	}
	if f.cluster > 0 {
		return f.runCluster(cmd, config, procs, address)
	}
	if procs > 0 {
		runtime.GOMAXPROCS(procs)
	}
	if err := config.Validate(); err != nil {
		return usageError{err}
	}
	listener, err := net.ListenTCP("tcp", address)
	if err != nil {
		return cannotListen("addr", address, err)
	}
	s, err := service.Open(config)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	stop := f.announceEnd(cmd, ownEnd)
	_, _ = fmt.Fprintf(cmd.OutOrStdout(), "listening on http://%s (%s)\n", listener.Addr(), inWords(config))
	summary, err := s.Serve(cmd.Context(), listener, f.drain)
	stop()
	_, _ = fmt.Fprintln(cmd.OutOrStdout(), endInWords(summary))
	return err
}

// announceEnd says that the drain begins when the command's context ends, after again has seen to what the
// next signal does. What it returns waits until that was said, or makes sure that it never is.
func (f *serveFlags) announceEnd(cmd *cobra.Command, again func()) (stop func()) {
	announced := make(chan struct{})
	cancel := context.AfterFunc(cmd.Context(), func() {
		defer close(announced)
		again()
		_, _ = fmt.Fprintf(cmd.ErrOrStderr(), "draining for at most %v; a second signal ends it at once\n", f.drain)
	})
	return func() {
		if !cancel() {
			<-announced
		}
	}
}

// ownEnd leaves the next signal to its default, which ends the process.
func ownEnd() { signal.Reset(os.Interrupt, syscall.SIGTERM) }

// config returns what the flags ask of a service, not validated yet, or what is wrong with them; and
// what GOMAXPROCS is to be where it computes, or 0 to leave it as it is.
func (f *serveFlags) config(given func(string) bool, errs io.Writer) (c service.Config, procs int, _ error) {
	row, err := f.row()
	if err != nil {
		return c, 0, err
	}
	if err := f.check(given); err != nil {
		return c, 0, err
	}
	var level slog.Level
	if err := level.UnmarshalText([]byte(f.level)); err != nil {
		return c, 0, fmt.Errorf("--log-level %q: allowed are debug, info, warn, error", f.level)
	}
	workers, procs := f.parallelism(runtime.GOMAXPROCS(0))
	if f.nice {
		if err := f.checkNice(row, workers, procs); err != nil {
			return c, 0, err
		}
	}
	c = service.Config{
		Row: row, Pool: variants.Config{Workers: workers, Queue: f.queue},
		Admission: f.admission, Deadline: f.deadline, Nice: f.nice, Profile: f.profile,
		Log: slog.New(slog.NewTextHandler(errs, &slog.HandlerOptions{Level: level})),
	}
	if !given("admission") {
		// As many as a pool with that queue takes: any more would wait in front of it, in
		// goroutines and connections without a bound, whatever the strategy. A strategy without
		// a queue keeps the same number waiting, in Submit; and so does one with a queue in which
		// abandoned tasks still have their places, until a worker has passed over them.
		c.Admission = c.Pool.Workers + c.Pool.Queue
	} else if f.cluster > 0 {
		c.Admission = cluster.Share(f.admission, f.cluster)
	}
	return c, procs, nil
}

// check returns which flag is wrong by itself, and what it may be, or nil.
func (f *serveFlags) check(given func(string) bool) error {
	switch {
	case given("cluster") && (f.cluster < 1 || f.cluster > cluster.MostProcesses):
		return fmt.Errorf("--cluster %d: allowed is 1 to %d", f.cluster, cluster.MostProcesses)
	case given("supervisor") && !given("cluster"):
		return errors.New("--supervisor without --cluster: there is a supervisor only with --cluster N")
	case f.cluster*f.workers > mostWorkers:
		return fmt.Errorf("--cluster %d with --workers %d: allowed are %d workers in all", f.cluster, f.workers, mostWorkers)
	case f.cluster*f.queue > mostQueue:
		return fmt.Errorf("--cluster %d with --queue %d: allowed are %d places in all", f.cluster, f.queue, mostQueue)
	case f.workers < 0 || f.workers > mostWorkers:
		return fmt.Errorf("--workers %d: allowed is 1 to %d, or 0 for as many as processors", f.workers, mostWorkers)
	case f.p < 0 || f.p > mostProcs:
		return fmt.Errorf("--gomaxprocs %d: allowed is 1 to %d, or 0 for all processors", f.p, mostProcs)
	case f.queue < 0 || f.queue > mostQueue:
		return fmt.Errorf("--queue %d: allowed is 0 to %d", f.queue, mostQueue)
	case f.admission < 0:
		return fmt.Errorf("--admission %d: allowed is 1 or more, or 0 for no limit", f.admission)
	case f.deadline < 0:
		return fmt.Errorf("--deadline %v: allowed is more than 0s, or 0s for none", f.deadline)
	case f.drain < 0 || f.drain > mostDrain:
		return fmt.Errorf("--drain %v: allowed is 0s to %v", f.drain, mostDrain)
	case f.public && f.profile:
		return errors.New("--public and --pprof: profiles are not for the network: allowed is one of the two")
	}
	return nil
}

// parallelism returns the workers, and what GOMAXPROCS is to be set to, or 0 to leave it as it is
// now. With nice workers one more than them is needed, for those who answer: see package threads. The
// processes of a cluster share the processors, and none has more workers than it may use.
func (f *serveFlags) parallelism(now int) (workers, procs int) {
	workers, procs = f.workers, f.p
	switch {
	case workers > 0:
	case f.cluster > 0:
		workers = max(min(now/f.cluster, f.most(now)), 1)
	default:
		workers = max(f.most(now), 1)
	}
	if f.nice && procs == 0 {
		procs = max(now, workers+1)
	}
	return workers, procs
}

// most returns how many workers there can be for the processors of Go that are asked for, or else for those
// there are now: with nice workers a processor is left over only if it was asked for.
func (f *serveFlags) most(now int) int {
	switch {
	case f.p > 0 && f.nice:
		return f.p - 1
	case f.p > 0:
		return f.p
	default:
		return now
	}
}

// checkNice returns why these workers cannot be nice, or nil.
func (f *serveFlags) checkNice(row catalog.Row, workers, procs int) error {
	if err := threads.Suits(row); err != nil {
		return fmt.Errorf("--nice: %w", err)
	}
	switch {
	case workers >= mostProcs:
		return fmt.Errorf("--nice with --workers %d: allowed are up to %d, since each has a thread", workers, mostProcs-1)
	case procs <= workers:
		return fmt.Errorf("--nice with --gomaxprocs %d (workers: %d): allowed is --gomaxprocs %d or more, so that a processor is left to answer",
			procs, workers, workers+1)
	}
	return nil
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

// address resolves the value of a flag. What it returns is what is listened to: a name that is resolved
// a second time could be another address.
func (f *serveFlags) address(flag, value string) (*net.TCPAddr, error) {
	address, err := net.ResolveTCPAddr("tcp", value)
	if err != nil {
		return nil, fmt.Errorf("--%s %q: allowed is HOST:PORT, such as %s", flag, value, serveAddress)
	}
	if !address.IP.IsLoopback() && !f.public {
		return nil, fmt.Errorf("--%s %q can be reached by other machines: if that is meant, add --public; otherwise listen on 127.0.0.1:%d", flag, value, address.Port)
	}
	return address, nil
}

func cannotListen(flag string, address *net.TCPAddr, err error) error {
	if errors.Is(err, syscall.EADDRINUSE) {
		return fmt.Errorf("cannot listen on %s: the port is taken; choose another one with --%s, or 0 for any", address, flag)
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
