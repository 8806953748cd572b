package cluster

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"sync"

	"golang.org/x/sys/unix"
)

// socket is what the processes inherit.
type socket struct {
	mu   sync.Mutex
	file *os.File // nil when closed
}

// inheritable returns a copy of the socket of l for other processes, and closes l.
//
// The runtime's poller must not know it: the supervisor would wake for each connection. And
// os/exec asks it for its descriptor at each start, which makes a file of TCPListener.File
// blocking, for all processes that share the socket: those already in accept would hang there, and
// not end. A file made from a blocking descriptor is neither polled nor changed, so it is
// one for a moment; nobody accepts yet.
func inheritable(l net.Listener) (*socket, error) {
	tcp, ok := l.(*net.TCPListener)
	if !ok {
		return nil, errors.Join(fmt.Errorf("cluster: the listener is a %T, but it must be a *net.TCPListener", l), l.Close())
	}
	raw, err := tcp.SyscallConn()
	if err != nil {
		return nil, errors.Join(err, l.Close())
	}
	var fd int
	var dup error
	err = raw.Control(func(socket uintptr) { fd, dup = unix.FcntlInt(socket, unix.F_DUPFD_CLOEXEC, 0) })
	if err := errors.Join(err, dup, l.Close()); err != nil {
		return nil, fmt.Errorf("cluster: cannot copy the listener: %w", err)
	}
	if err := unix.SetNonblock(fd, false); err != nil {
		return nil, errors.Join(err, unix.Close(fd))
	}
	file := os.NewFile(uintptr(fd), "listener")
	if err := unix.SetNonblock(fd, true); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return &socket{file: file}, nil
}

// start starts cmd with the socket as its listenerFD.
func (s *socket) start(cmd *exec.Cmd) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.file == nil {
		return net.ErrClosed
	}
	cmd.ExtraFiles = []*os.File{s.file}
	return cmd.Start()
}

// Close lets no further process inherit it.
func (s *socket) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	err := s.file.Close()
	s.file = nil
	return err
}
