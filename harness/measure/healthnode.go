package measure

import (
	"context"
	"time"

	"poolbench/harness/node"
	"poolbench/harness/sample"
)

// busyNode is a server in Node.js, in a process of its own or several.
type busyNode struct {
	process *node.Process
	result  node.Result
	ended   bool // it was killed
}

// startBusyNode starts the system that spec names and has it listen.
func startBusyNode(s Spec) (*busyNode, *sample.Failure) {
	request, failure := s.conversation()
	if failure != nil {
		return nil, failure
	}
	process, failure := node.Start(context.Background(), s.Program, request)
	if failure != nil {
		return nil, failure
	}
	return &busyNode{process: process}, nil
}

func (s *busyNode) address() string { return s.process.Address() }

func (s *busyNode) begin() { s.process.Go() }

func (s *busyNode) close() (computed int64, elsewhere time.Duration, failure *sample.Failure) {
	s.process.Stop()
	if s.result, failure = s.process.Result(); failure != nil {
		s.ended = true
		return 0, 0, failure
	}
	return int64(s.result.Tasks), s.used(), nil
}

// used is the processor time of all processes of the system.
func (s *busyNode) used() time.Duration {
	return time.Duration(s.result.UserUS+s.result.SystemUS) * time.Microsecond
}

// end puts the server in the place of this process, which only had the others asked: see inNode.
func (s *busyNode) end(m *sample.Measurement) *sample.Failure {
	if s.ended {
		return nil
	}
	of := described(s.process, s.result)
	of.HelpersNS = m.HelpersNS - s.used().Nanoseconds() + m.UserNS + m.SystemNS
	of.ForeignCPU, of.StolenCPU, of.Pressure, of.Throttled = m.ForeignCPU, m.StolenCPU, m.Pressure, m.Throttled
	*m = *of
	return s.process.End()
}
