//go:build !linux

package measure

import "time"

// alarm is time.Sleep: elsewhere a waiting Go process counts in less than milliseconds.
type alarm struct{}

func newAlarm() *alarm { return &alarm{} }

func (*alarm) sleep(d time.Duration) { time.Sleep(d) }

func (*alarm) close() {}
