package load

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// longestAnswer bounds what is read of an answer, its header included: far more than the
// service ever says.
const longestAnswer = 1 << 20

var (
	errTooLong     = errors.New("answer too long")
	errWrongAnswer = errors.New("wrong answer")
)

// protocol is how requests are asked and answered on a connection.
type protocol interface {
	// ask returns the status of an answer that was read to its end, as HTTP numbers them. With
	// an error, or when it has set c.last, the connection takes no further request.
	ask(c *connection) (status int, err error)
	// greet returns when the server has taken the connection up, without asking for anything.
	greet(c *connection) error
}

// connection is for one goroutine.
type connection struct {
	net.Conn
	reader *bufio.Reader
	left   io.LimitedReader // what reader may still read of this answer
	last   bool             // the server closes after this answer
	forget func() bool      // ends the watch over the context

	descriptor syscall.RawConn
	peek       func(fd uintptr) // sets silent; one function value, so that a look allocates nothing
	silent     bool             // there is nothing to read, not even an end
}

// connect blocks until there is a connection, deadline is over or ctx ends. The end of ctx
// closes the connection later, too, which ends what is being read from it.
func connect(ctx context.Context, address string, deadline time.Time) (*connection, error) {
	dialer := net.Dialer{Deadline: deadline}
	conn, err := dialer.DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	c := &connection{Conn: conn}
	if c.descriptor, err = conn.(*net.TCPConn).SyscallConn(); err != nil {
		_ = conn.Close()
		return nil, err
	}
	var next [1]byte
	c.peek = func(fd uintptr) {
		_, err := unix.Read(int(fd), next[:]) // does not block: Go's sockets never do
		c.silent = errors.Is(err, unix.EAGAIN)
	}
	c.left.R = conn
	c.reader = bufio.NewReader(&c.left)
	c.forget = context.AfterFunc(ctx, func() { _ = conn.Close() })
	return c, nil
}

func (c *connection) close() {
	c.forget()
	_ = c.Close()
}

// gone tells whether the server has closed the connection since its last answer, as servers do
// that tire of idle ones. A request on such a connection would be lost without being anybody's
// fault, so another is opened. http.Transport asks again in its place instead.
func (c *connection) gone() bool {
	return c.descriptor.Control(c.peek) != nil || !c.silent
}

// overHTTP asks for one URL.
type overHTTP struct {
	get     *http.Request
	request []byte // get as it is sent
}

// newHTTP writes the request once: all requests are the same bytes.
func newHTTP(u *url.URL) (*overHTTP, error) {
	get, err := http.NewRequest(http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, err
	}
	get.Header.Set("User-Agent", "poolbench-load")
	var text bytes.Buffer
	err = get.Write(&text)
	return &overHTTP{get, text.Bytes()}, err
}

func (h *overHTTP) ask(c *connection) (int, error) { return exchange(c, h.request, h.get) }

// options is addressed to the server as such, "useful only as a 'ping' or 'no-op' type of
// method" (RFC 9110, section 9.3.7). net/http answers it itself: the service never sees it.
var options = &http.Request{Method: http.MethodOptions}

func (h *overHTTP) greet(c *connection) error {
	_, err := exchange(c, []byte("OPTIONS * HTTP/1.1\r\nHost: "+h.get.Host+"\r\n\r\n"), options)
	return err
}

// exchange sends text, which is request as it is sent, and reads the answer to its end.
func exchange(c *connection, text []byte, request *http.Request) (int, error) {
	if _, err := c.Write(text); err != nil {
		return 0, err
	}
	c.left.N = longestAnswer
	answer, err := http.ReadResponse(c.reader, request)
	if err == nil {
		_, err = io.Copy(io.Discard, answer.Body)
	}
	switch {
	case c.left.N <= 0: // which looks like the end of the connection
		return 0, errTooLong
	case err != nil:
		return 0, err
	}
	// What is informational, which nobody asked for, is followed by another answer.
	c.last = answer.Close || answer.StatusCode < 200 || c.reader.Buffered() > 0
	return answer.StatusCode, nil
}

// overEcho sends one byte and reads it.
type overEcho struct{}

func (overEcho) ask(c *connection) (int, error) {
	const said = 'x'
	if _, err := c.Write([]byte{said}); err != nil {
		return 0, err
	}
	c.left.N = 1
	heard, err := c.reader.ReadByte()
	if err == nil && heard != said {
		err = errWrongAnswer
	}
	return http.StatusOK, err
}

// greet has to send a byte: the server knows nothing else.
func (e overEcho) greet(c *connection) error {
	_, err := e.ask(c)
	return err
}
