package openloop

import (
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// Alarm ends sleeps on time. It is for one goroutine; its zero value sleeps as well as
// time.Sleep does.
//
// On Linux an idle Go process waits in epoll_wait, whose
// time-out has a resolution of 1 ms (netpoll in runtime/netpoll_epoll.go, Go 1.26;
// golang/go#44343): a time.Sleep of 150 µs then takes about a millisecond, and what arrived
// meanwhile comes as a burst. A timerfd ends the wait on time, since it is an event and not a
// time-out. Requests from a network arrive in just the same way.
type Alarm struct {
	fd    int
	timer *os.File // nil: this system has none
	wait  syscall.RawConn
	// expired reads the timer. It is one function value, so that a sleep allocates nothing.
	expired func(fd uintptr) bool
}

// NewAlarm returns an alarm that is to be closed.
func NewAlarm() *Alarm {
	fd, err := unix.TimerfdCreate(unix.CLOCK_MONOTONIC, unix.TFD_NONBLOCK|unix.TFD_CLOEXEC)
	if err != nil {
		return &Alarm{}
	}
	a := &Alarm{fd: fd, timer: os.NewFile(uintptr(fd), "timerfd")}
	if a.wait, err = a.timer.SyscallConn(); err != nil {
		a.Close()
		return &Alarm{}
	}
	count := make([]byte, 8) // of expirations, which nobody wants to know
	a.expired = func(fd uintptr) bool {
		n, _ := unix.Read(int(fd), count)
		return n > 0
	}
	return a
}

// sleep returns after d, or a little earlier or later. Processors that are busy look for
// expired timers of Go between two goroutines, but at the network poller only every 10 ms,
// so both are set: the deadline of the read is such a timer.
func (a *Alarm) sleep(d time.Duration) {
	if a.timer == nil || a.set(d) != nil {
		time.Sleep(d)
		return
	}
	_ = a.wait.Read(a.expired) // an error is the deadline
}

func (a *Alarm) set(d time.Duration) error {
	if err := unix.TimerfdSettime(a.fd, 0, &unix.ItimerSpec{Value: unix.NsecToTimespec(int64(d))}, nil); err != nil {
		return err
	}
	return a.timer.SetReadDeadline(time.Now().Add(d))
}

// Close gives the timer back. It is not called while an Await is under way.
func (a *Alarm) Close() {
	if a.timer != nil {
		_ = a.timer.Close()
	}
}
