package cluster_test

import (
	"encoding/json"
	"os"
	"testing"

	"go.uber.org/goleak"

	"poolbench/harness/child"
	"poolbench/harness/service/cluster"
)

// TestMain makes the test binary a process of a cluster when it is started as one, as poolbench
// itself does. Libraries may start goroutines when they are imported.
func TestMain(m *testing.M) {
	if child.Is() {
		os.Exit(child.Serve(map[string]child.Job{cluster.JobName: job, supervisorJob: supervise}, os.Stdin, os.Stdout, os.Stderr))
	}
	// A process with the race detector sleeps for a second before it exits.
	_ = os.Setenv("GORACE", os.Getenv("GORACE")+" atexit_sleep_ms=0")
	goleak.VerifyTestMain(m, goleak.IgnoreCurrent())
}

// plague names a file: while it exists, a process panics at its start.
const plague = "POOLBENCH_TEST_PLAGUE"

// job is cluster.Job, unless there is a plague.
func job(request json.RawMessage) (any, error) {
	if name := os.Getenv(plague); name != "" {
		if _, err := os.Stat(name); err == nil {
			panic("the plague")
		}
	}
	return cluster.Job(request)
}
