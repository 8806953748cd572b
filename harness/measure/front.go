package measure

import (
	"io"
	"net"
	"runtime"
	"sync"
)

// front answers from outside without any pool: a byte over TCP with that byte, and GET / over HTTP.
type front struct {
	echo    net.Listener
	web     string // the address of GET /
	stopWeb func() error
	serving sync.WaitGroup
}

// listen opens both on loopback. With locked each goroutine behind a connection of the echo has a
// thread of its own.
func listen(locked bool) (*front, error) {
	echo, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	f := &front{echo: echo}
	if f.web, f.stopWeb, err = serveHandler(bare); err != nil {
		_ = echo.Close()
		return nil, err
	}
	f.serving.Go(func() { f.accept(locked) })
	return f, nil
}

func (f *front) accept(locked bool) {
	for {
		conn, err := f.echo.Accept()
		if err != nil { // closed, or out of files: who asks finds that nobody answers
			return
		}
		f.serving.Go(func() { answer(conn, locked) })
	}
}

// answer sends back each byte until the other side closes.
func answer(conn net.Conn, locked bool) {
	defer func() { _ = conn.Close() }()
	if locked {
		runtime.LockOSThread() // never unlocked: the thread ends with its goroutine
	}
	for b := make([]byte, 1); ; {
		if _, err := io.ReadFull(conn, b); err != nil {
			return
		}
		if _, err := conn.Write(b); err != nil {
			return
		}
	}
}

// close waits until nobody answers any more: the other side has closed its connections.
func (f *front) close() {
	_ = f.echo.Close()
	_ = f.stopWeb()
	f.serving.Wait()
}
