package measure

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/sample"
)

func healthSpec(callers int) Spec {
	spec := validSpec()
	spec.Job, spec.Variant, spec.Workload, spec.Tasks, spec.Rate, spec.Seed = AskHealth, "channel", "spin-15us", 20, 1000, 1
	spec.Workers, spec.Queue, spec.Busy = 2, 4, sample.Busy{Tasks: callers}
	return spec
}

func TestHealthIsAskedForWhileOthersCompute(t *testing.T) {
	for _, callers := range []int{0, 3} {
		for _, variant := range []string{"channel", "spawn", "inline"} {
			spec := healthSpec(callers)
			spec.Variant = variant
			outcome := serve(t, spec)
			require.Nil(t, outcome.Failure, variant)
			m := outcome.Measured
			assert.Equal(t, 20, m.Tasks)
			require.NotNil(t, m.Latency)
			assert.EqualValues(t, 20, m.Latency.Count)
			assert.EqualValues(t, 20, m.Lag.Count)
			require.NotNil(t, m.Probed)
			assert.Equal(t, m.Latency, m.Probed.Health)
			assert.GreaterOrEqual(t, m.WallNS, m.Latency.MaxNS)
			assert.False(t, m.Saturated())
			assert.Positive(t, m.HelpersNS, "the one who asks")
			if callers == 0 {
				assert.Zero(t, m.Probed.Units)
			} else {
				assert.GreaterOrEqual(t, m.Probed.Units, int64(callers), "each was answered before the first GET /")
			}
		}
	}
}

func TestWhatCannotBeAskedWhileBusyIsRefused(t *testing.T) {
	cases := map[string]struct {
		change func(*Spec)
		detail string
	}{
		"no requests": {func(s *Spec) { s.Tasks = 0 }, "0 requests"},
		"no rate":     {func(s *Spec) { s.Rate = 0 }, "at 0 per second"},
		"callers":     {func(s *Spec) { s.Busy.Tasks = -1 }, "-1 callers of /compute: 0 or more"},
		"workload":    {func(s *Spec) { s.Workload = "work" }, `unknown workload "work"`},
		"variant":     {func(s *Spec) { s.Variant = "nobody" }, "nobody"},
		"workers":     {func(s *Spec) { s.Workers = 0 }, "Workers is 0"},
		"too many":    {func(s *Spec) { s.Busy.Tasks = 20_001 }, "20001 callers: allowed are"},
	}
	for name, c := range cases {
		spec := healthSpec(1)
		c.change(&spec)
		outcome := serve(t, spec)
		require.NotNil(t, outcome.Failure, name)
		assert.Contains(t, outcome.Failure.Detail, c.detail, name)
	}
}
