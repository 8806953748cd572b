package measure

import (
	"errors"
	"fmt"
	"net"
	"os"
	"sync/atomic"
	"syscall"
)

// way is a way to block for a number of tasks that is fixed when it is opened.
type way struct {
	// block returns once the task that calls it is released: 1, or 0 if that is not why.
	block func() uint64
	// release lets go all tasks that are blocked, and any that come later.
	release func() error
	// close gives back what the way holds, once all tasks have ended.
	close func()
	// inSystemCall is true where the runtime sees a blocked task in a system call.
	inSystemCall bool
}

// ways are how tasks can block, by the name of their workload.
var ways = map[string]func(tasks int) (way, error){
	"block-channel": channelWay,
	"block-socket":  socketWay,
	"block-syscall": systemCallWay,
}

// channelWay blocks in the receive from a channel.
func channelWay(int) (way, error) {
	gate := make(chan struct{})
	return way{
		block:   func() uint64 { <-gate; return 1 },
		release: func() error { close(gate); return nil },
		close:   func() {},
	}, nil
}

// otherFiles is how many files a process has open besides those of the tasks: standard
// input and output, the runtime's poller, and some to spare.
const otherFiles = 32

// socketWay has a connection for each task, which blocks in Read until a byte comes: several
// readers of one connection would wait for each other in package poll, and not for the
// network poller. A pair of connected sockets takes the same way through the runtime as a
// connection to somewhere else, without needing a port.
func socketWay(tasks int) (way, error) {
	if err := allowFiles(2*tasks + otherFiles); err != nil {
		return way{}, err
	}
	s := &sockets{}
	for range tasks {
		if err := s.add(); err != nil {
			s.close()
			return way{}, err
		}
	}
	return way{block: s.read, release: s.release, close: s.close}, nil
}

// sockets are pairs of connected sockets.
type sockets struct {
	readers []net.Conn
	writers []int
	drawn   atomic.Int64 // the next reader to be used
}

func (s *sockets) add() error {
	pair, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
	if err != nil {
		return fmt.Errorf("socketpair: %w", err)
	}
	file := os.NewFile(uintptr(pair[0]), "socket")
	defer file.Close() //nolint:errcheck // FileConn works on a copy
	s.writers = append(s.writers, pair[1])
	reader, err := net.FileConn(file)
	if err != nil {
		return err
	}
	s.readers = append(s.readers, reader)
	return nil
}

func (s *sockets) read() uint64 {
	i := s.drawn.Add(1) - 1
	if i >= int64(len(s.readers)) {
		return 0 // a task that runs once too often has no socket
	}
	var message [1]byte
	n, _ := s.readers[i].Read(message[:])
	return uint64(n)
}

func (s *sockets) release() error {
	for _, writer := range s.writers {
		if _, err := syscall.Write(writer, []byte{0}); err != nil {
			return fmt.Errorf("write to a socket: %w", err)
		}
	}
	return nil
}

func (s *sockets) close() {
	for _, reader := range s.readers {
		_ = reader.Close()
	}
	for _, writer := range s.writers {
		_ = syscall.Close(writer)
	}
}

// allowFiles sees to it that n files can be open at the same time. Package os has raised the
// limit as far as it goes already, see os/rlimit.go of Go 1.26: this finds out whether that
// is far enough.
func allowFiles(n int) error {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return fmt.Errorf("the limit of open files: %w", err)
	}
	if limit.Cur < uint64(n) {
		return fmt.Errorf("%d open files are needed, but the limit is %d (ulimit -n)", n, limit.Cur)
	}
	return nil
}

// systemCallWay blocks in read(2) on a pipe that all tasks share. They call the system
// directly: os.File would hand the pipe to the network poller, and block the goroutine only.
func systemCallWay(tasks int) (way, error) {
	ends := make([]int, 2)
	if err := syscall.Pipe(ends); err != nil {
		return way{}, fmt.Errorf("pipe: %w", err)
	}
	return way{
		block:        func() uint64 { return readByte(ends[0]) },
		release:      func() error { return errors.Join(writeAll(ends[1], make([]byte, tasks)), syscall.Close(ends[1])) },
		close:        func() { _ = syscall.Close(ends[0]) },
		inSystemCall: true,
	}, nil
}

// readByte returns how many bytes it read, 0 or 1.
func readByte(file int) uint64 {
	var message [1]byte
	for {
		switch n, err := syscall.Read(file, message[:]); {
		case err == syscall.EINTR: // a signal of the runtime's: no answer
		case err != nil:
			return 0
		default:
			return uint64(n)
		}
	}
}

// writeAll returns when the pipe has taken everything: at once, unless that is more than the
// 64 KiB that fit into one.
func writeAll(file int, bytes []byte) error {
	for len(bytes) > 0 {
		n, err := syscall.Write(file, bytes)
		if err != nil && err != syscall.EINTR {
			return fmt.Errorf("write to a pipe: %w", err)
		}
		bytes = bytes[max(n, 0):]
	}
	return nil
}
