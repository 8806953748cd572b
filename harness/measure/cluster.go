package measure

import (
	"context"
	"fmt"
	"net"
	"runtime"
	"time"

	"poolbench/harness/sample"
	"poolbench/harness/service"
	"poolbench/harness/service/cluster"
)

// several is a service of several processes on loopback, of which this one is the supervisor.
type several struct {
	url     string
	cluster *cluster.Cluster
	end     context.CancelFunc
	ended   chan struct{}
	sum     cluster.Summary
	err     error
}

// startCluster starts spec.Processes of them. What is admitted is divided among them, rounded up: none
// of them knows how many requests the others have. Each has as many processors of Go as this one.
func startCluster(spec Spec) (*several, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	c, err := cluster.Start(context.Background(), l, cluster.Config{
		Processes: spec.Processes, Drain: drainLimit,
		Each: cluster.Settings{
			Variant: spec.Variant, Face: spec.Face, Workers: spec.Workers, Queue: spec.Queue,
			Admission: cluster.Share(spec.Admission, spec.Processes), GOMAXPROCS: runtime.GOMAXPROCS(0),
		},
	})
	if err != nil {
		_ = l.Close()
		return nil, err
	}
	ctx, end := context.WithCancel(context.Background())
	s := &several{url: "http://" + l.Addr().String(), cluster: c, end: end, ended: make(chan struct{})}
	go func() {
		defer close(s.ended)
		s.sum, s.err = c.Run(ctx)
	}()
	return s, nil
}

func (s *several) address() string { return s.url }

// processorTime is what the processes have used until now. They end after the window, and the system
// tells what children have used only when they have ended. The supervisor's own is not in it.
func (s *several) processorTime() (time.Duration, error) {
	total := int64(0)
	for _, p := range s.cluster.Processes() {
		ns, err := processClock(p.PID)
		if err != nil {
			return 0, fmt.Errorf("processor time of process %d: %w", p.Number, err)
		}
		total += ns
	}
	return time.Duration(total), nil
}

// stop drains all processes. One that was restarted is an error: its requests were lost.
func (s *several) stop() (service.Summary, error) {
	s.end()
	<-s.ended
	if s.err == nil && s.sum.Restarts > 0 {
		return s.sum.Summary, fmt.Errorf("%d restarts of processes that had ended", s.sum.Restarts)
	}
	return s.sum.Summary, s.err
}

// describe adds what each process has answered and their memory.
func (s *several) describe(served *sample.Served) {
	resident, known := uint64(0), len(s.sum.PeakRSS) > 0
	for _, of := range s.sum.PerProcess {
		served.PerProcess = append(served.PerProcess, of.Answered)
	}
	for _, bytes := range s.sum.PeakRSS {
		if bytes == nil {
			known = false
			break
		}
		resident += *bytes
	}
	if known {
		served.ProcessesRSS = &resident
	}
}
