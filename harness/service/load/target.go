package load

import (
	"fmt"
	"net"
	"net/url"
)

// Target is what is asked.
type Target struct {
	// URL is "http://127.0.0.1:8080/compute?workload=sum", which is sent a GET request, or
	// "echo://127.0.0.1:9000", which is sent one byte over TCP and has to send it back. A
	// port that is missing from the former is 80.
	URL string
}

// The schemes of targets.
const (
	schemeHTTP = "http"
	schemeEcho = "echo"
)

// Validate returns an error that says what is wrong with the URL and what is allowed.
func (t Target) Validate() error {
	_, err := t.parse()
	return err
}

func (t Target) parse() (*url.URL, error) {
	const allowed = "allowed is http://HOST[:PORT]/PATH or echo://HOST:PORT"
	u, err := url.Parse(t.URL)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%q is no URL: %s", t.URL, allowed)
	case u.Scheme != schemeHTTP && u.Scheme != schemeEcho:
		return nil, fmt.Errorf("%q: scheme %q: %s", t.URL, u.Scheme, allowed)
	case u.Hostname() == "":
		return nil, fmt.Errorf("%q names no host: %s", t.URL, allowed)
	case u.User != nil || u.Fragment != "":
		return nil, fmt.Errorf("%q: neither a user nor a fragment is sent: %s", t.URL, allowed)
	case u.Scheme == schemeEcho && (u.Port() == "" || u.Path != "" || u.RawQuery != ""):
		return nil, fmt.Errorf("%q: an echo server has a port and no path: %s", t.URL, allowed)
	}
	return u, nil
}

// Loopback tells whether the URL names this machine by a loopback address, or by
// "localhost", which is one by RFC 6761. No name is looked up. It is false for what is no URL.
func (t Target) Loopback() bool {
	u, err := t.parse()
	if err != nil {
		return false
	}
	return u.Hostname() == "localhost" || net.ParseIP(u.Hostname()).IsLoopback()
}

// address is where to connect to.
func address(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = "80"
	}
	return net.JoinHostPort(u.Hostname(), port)
}
