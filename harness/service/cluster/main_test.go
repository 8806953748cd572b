package cluster_test

import (
	"encoding/json"
	"os"
	"testing"
	"time"

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

// plague names a file: while it exists, a process panics at its start, or if it says sleeping, hangs.
const plague, sleeping = "POOLBENCH_TEST_PLAGUE", "sleeping"

// job is cluster.Job, unless there is a plague.
func job(request json.RawMessage) (any, error) {
	if name := os.Getenv(plague); name != "" {
		switch text, err := os.ReadFile(name); {
		case err != nil:
		case string(text) == sleeping:
			<-time.After(time.Hour) // or Go would see a deadlock
		default:
			panic("the plague")
		}
	}
	return cluster.Job(request)
}
