//go:build !linux

package openloop

import "time"

// Alarm is time.Sleep: elsewhere than on Linux a waiting Go process counts in less than milliseconds.
type Alarm struct{}

// NewAlarm returns an alarm that is to be closed.
func NewAlarm() *Alarm { return &Alarm{} }

func (*Alarm) sleep(d time.Duration) { time.Sleep(d) }

// Close does nothing here.
func (*Alarm) Close() {}
