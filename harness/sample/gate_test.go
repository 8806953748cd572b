package sample_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"poolbench/harness/sample"
)

func TestTheGateLooksAtWhatOthersDid(t *testing.T) {
	const window = 100_000_000 // 0.12 and 20 ms of ticks: the limit is 0.32
	cpu := func(share float64) *float64 { return &share }
	times := func(n int64) *int64 { return &n }
	bytes := int64(1)
	cases := map[string]struct {
		m    sample.Measurement
		want sample.Gate
		why  string
	}{
		"idle":           {sample.Measurement{WallNS: window, ForeignCPU: cpu(0)}, sample.Quiet, ""},
		"tick error":     {sample.Measurement{WallNS: window, ForeignCPU: cpu(0.31)}, sample.Quiet, ""},
		"busy core":      {sample.Measurement{WallNS: window, ForeignCPU: cpu(0.97)}, sample.Disturbed, "others used 0.97 of a processor"},
		"longer window":  {sample.Measurement{WallNS: 10 * window, ForeignCPU: cpu(0.15)}, sample.Disturbed, "others used 0.15 of a processor"},
		"throttled":      {sample.Measurement{WallNS: window, ForeignCPU: cpu(0), Throttled: times(2)}, sample.Disturbed, "ran into the quota of its control group (2×)"},
		"not throttled":  {sample.Measurement{WallNS: window, ForeignCPU: cpu(0), Throttled: times(0)}, sample.Quiet, ""},
		"no counters":    {sample.Measurement{WallNS: window, Throttled: times(0)}, sample.Unknown, ""},
		"only throttled": {sample.Measurement{WallNS: window, Throttled: times(1)}, sample.Disturbed, "ran into the quota of its control group (1×)"},
		"threads":        {sample.Measurement{WallNS: window, ForeignCPU: cpu(0.97), ThreadsAdded: times(8)}, sample.Quiet, ""},
		"memory":         {sample.Measurement{WallNS: window, WaitingBytes: &bytes}, sample.Quiet, ""},
		"parked":         {sample.Measurement{WallNS: window, ForeignCPU: cpu(0.97), Parked: &sample.Parked{}}, sample.Quiet, ""},
		"churn":          {sample.Measurement{WallNS: window, Throttled: times(1), Churned: &sample.Churned{}}, sample.Quiet, ""},
	}
	for name, c := range cases {
		gate, why := c.m.Gate()
		assert.Equal(t, c.want, gate, name)
		assert.Equal(t, c.why, why, name)
	}
}

func TestSaturated(t *testing.T) {
	assert.False(t, sample.Measurement{WallNS: 100}.Saturated(), "no schedule, no open loop")
	assert.False(t, sample.Measurement{WallNS: 100, ScheduleNS: 99}.Saturated())
	assert.True(t, sample.Measurement{WallNS: 100, ScheduleNS: 98}.Saturated())
}
