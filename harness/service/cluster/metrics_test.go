package cluster_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"poolbench/harness/service/cluster"
)

func TestMetricsAreSummed(t *testing.T) {
	r := run(t, func(c *cluster.Config) { c.Each.Workers, c.Each.GOMAXPROCS = 4, 3 })
	for _, c := range r.pair(t) { // each has answered one
		c.get(t, "/compute?workload=empty")
	}
	text := r.metrics()
	for _, line := range []string{
		`poolbench_requests_total{outcome="answered",reason=""} 4`,
		`poolbench_request_duration_seconds_count{workload="empty"} 4`,
		`poolbench_request_duration_seconds_bucket{workload="empty",le="+Inf"} 4`,
		`poolbench_workers 6`,
		`poolbench_cluster_up{process="0"} 1`,
		`poolbench_cluster_restarts_total{process="1"} 0`,
	} {
		assert.Contains(t, text, "\n"+line+"\n")
	}
	assert.Regexp(t, `\ngo_goroutines [1-9]`, text)
	assert.NotContains(t, text, "go_info")
	assert.NotContains(t, text, "process_start_time_seconds")

	dead := r.kill(t)
	r.untilReplaced(t, dead)
	assert.Contains(t, r.metrics(), "\n"+`poolbench_requests_total{outcome="answered",reason=""} 4`+"\n", "a counter never goes down")
	assert.Contains(t, r.metrics(), "\npoolbench_workers 6\n", "a gauge is of those that live")
}
