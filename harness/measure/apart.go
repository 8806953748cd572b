package measure

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"runtime"
	"time"

	"poolbench/harness/child"
	"poolbench/harness/sample"
)

// apartLimit ends a process that works apart and was forgotten.
const apartLimit = 25 * time.Second

// apart is work in a process of its own. That connects when it is busy, answers each byte it
// receives with its progress, and stops when the connection ends.
type apart struct {
	conn  net.Conn
	ended chan *sample.Failure // of the process; has room for it
}

// workApart starts the process and returns once it is busy.
func workApart(spec Spec) (work, *sample.Failure) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, refused(err)
	}
	spec.Job, spec.Address, spec.MemoryLimit = WorkApart, l.Addr().String(), 0
	a := &apart{ended: make(chan *sample.Failure, 1)}
	go func() {
		defer func() { _ = l.Close() }() // ends the Accept below if nobody came
		var outcome Outcome
		process := child.Process{GOMAXPROCS: runtime.GOMAXPROCS(0), Timeout: apartLimit}
		failure, err := process.Ask(context.Background(), JobName, spec, &outcome)
		switch {
		case err != nil:
			failure = refused(err)
		case failure == nil:
			failure = outcome.Failure
		}
		a.ended <- failure
	}()
	if a.conn, err = l.Accept(); err != nil {
		if failure := <-a.ended; failure != nil {
			return nil, failure
		}
		return nil, refused(fmt.Errorf("work apart: %w", err))
	}
	return a, nil
}

func (a *apart) done() (progress, *sample.Failure) {
	if _, err := a.conn.Write([]byte{0}); err != nil {
		return progress{}, refused(fmt.Errorf("work apart: %w", err))
	}
	var p progress
	if err := binary.Read(a.conn, binary.BigEndian, &p); err != nil {
		return progress{}, refused(fmt.Errorf("work apart: %w", err))
	}
	p.ElsewhereNS = p.OwnNS
	return p, nil
}

func (a *apart) stop() *sample.Failure {
	_ = a.conn.Close()
	return <-a.ended
}

// ComputeApart is the process of its own in which the work of [TakeProbed] is done apart: it connects to
// spec.Address when it is busy, and ends with the connection. Tasks is the number of units.
func ComputeApart(spec Spec) Outcome {
	spec.Busy.Repair = sample.NoRepair
	t, failure := spec.background()
	if failure != nil {
		return Outcome{Failure: failure}
	}
	err := t.report(spec.Address)
	if failure := t.stop(); failure != nil {
		return Outcome{Failure: failure}
	}
	if err != nil {
		return Outcome{Failure: refused(err)}
	}
	return Outcome{Tasks: int(t.units.Load())}
}

// report answers how far the work is until nobody asks any more.
func (t *background) report(address string) error {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	for b := make([]byte, 1); ; {
		switch _, err := io.ReadFull(conn, b); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		p, _ := t.done()
		if err := binary.Write(conn, binary.BigEndian, p); err != nil {
			return err
		}
	}
}
