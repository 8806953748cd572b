package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"poolbench/harness/sample"
	"poolbench/harness/service"
	"poolbench/harness/service/cluster"
)

const (
	// freeAddress is any free port of loopback: who has not asked for one reads it where it is printed.
	freeAddress = "127.0.0.1:0"
	// supervisorHeader is how long whoever asks the supervisor may take for the header of a request,
	// as in the service.
	supervisorHeader = 5 * time.Second
)

// runCluster supervises processes on address, each of which serves as each says, with GOMAXPROCS procs.
func (f *serveFlags) runCluster(cmd *cobra.Command, each service.Config, procs int, address *net.TCPAddr) error {
	config := f.clusterConfig(each, procs)
	if err := config.Validate(); err != nil {
		return usageError{err}
	}
	own, err := f.address("supervisor", f.supervisor)
	if err != nil {
		return usageError{err}
	}
	listener, err := net.ListenTCP("tcp", address)
	if err != nil {
		return cannotListen("addr", address, err)
	}
	office, err := net.ListenTCP("tcp", own)
	if err != nil {
		return errors.Join(cannotListen("supervisor", own, err), listener.Close())
	}
	c, err := cluster.Start(cmd.Context(), listener, config)
	if errors.Is(err, context.Canceled) { // nobody had been told where to ask
		_, _ = fmt.Fprintln(cmd.ErrOrStderr(), "ended before all processes accepted connections")
		return office.Close()
	}
	if err != nil {
		return errors.Join(err, office.Close())
	}
	closeOffice := supervise(office, c)
	defer closeOffice()
	drained := make(chan struct{})
	stop := f.announceEnd(cmd, func() { killAtNext(c, drained) })
	out := cmd.OutOrStdout()
	_, _ = fmt.Fprintf(out, "listening on http://%s (%s)\n", listener.Addr(), inWords(each))
	_, _ = fmt.Fprintf(out, "%d processes like that: http://%s/processes, and http://%[2]s/metrics of all\n", f.cluster, office.Addr())
	summary, err := c.Run(cmd.Context())
	stop()
	close(drained)
	printCluster(out, summary)
	return err
}

// clusterConfig is what a service is opened with, for each process.
func (f *serveFlags) clusterConfig(each service.Config, procs int) cluster.Config {
	return cluster.Config{
		Processes: f.cluster, Drain: f.drain, Log: each.Log,
		Each: cluster.Settings{
			Variant: each.Row.Variant, Face: string(each.Row.Face), Workers: each.Pool.Workers, Queue: each.Pool.Queue,
			Admission: each.Admission, Deadline: each.Deadline, Nice: each.Nice, Profile: each.Profile, GOMAXPROCS: procs,
		},
	}
}

// killAtNext kills all processes of c at the next signal, unless they have drained before. Without a supervisor
// they would go on draining: that is how they know that they are to end.
func killAtNext(c *cluster.Cluster, drained <-chan struct{}) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		defer signal.Stop(signals)
		select {
		case <-drained:
		case <-signals:
			c.Kill()
		}
	}()
}

// supervise answers on l for all processes, until the function that it returns has returned.
func supervise(l net.Listener, c *cluster.Cluster) (stop func()) {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", c.Metrics())
	mux.HandleFunc("GET /processes", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(c.Processes()) // to whoever still listens
	})
	server := &http.Server{Handler: mux, ReadHeaderTimeout: supervisorHeader}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = server.Serve(l) // until stop
	}()
	return func() {
		_ = server.Close() // nobody's result is lost with it
		<-ended
	}
}

// printCluster says what became of the requests, and how evenly the processes shared them.
func printCluster(out io.Writer, s cluster.Summary) {
	_, _ = fmt.Fprintln(out, endInWords(s.Summary))
	_, _ = fmt.Fprintln(out, balanceInWords(s))
}

// shownProcesses is how many numbers of eight digits fit into a line of 100 columns beside the rest.
const shownProcesses = 4

// balanceInWords is how many answers each process gave: all numbers, or the ends where there are many.
func balanceInWords(s cluster.Summary) string {
	var answers []int64
	for _, of := range s.PerProcess {
		answers = append(answers, of.Answered)
	}
	text := "answers per process: "
	if len(answers) <= shownProcesses {
		text += strings.Trim(strings.Join(strings.Fields(fmt.Sprint(answers)), ", "), "[]")
	} else {
		text += fmt.Sprintf("%d to %d", slices.Min(answers), slices.Max(answers))
	}
	if balance, known := sample.Balance(answers); known {
		text += fmt.Sprintf("; balance %.2f (1 is even)", balance)
	}
	return text + fmt.Sprintf("; %d restarts", s.Restarts)
}
