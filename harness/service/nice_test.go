package service_test

import (
	"fmt"
	"net/http/httptest"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/service"
	"poolbench/variants"
	"poolbench/variants/catalog"
)

// niceService has two workers, and so many processors.
func niceService(t *testing.T, variant string, procs int) (*service.Service, error) {
	t.Helper()
	row, err := catalog.Find(variant, catalog.Own)
	require.NoError(t, err)
	before := runtime.GOMAXPROCS(procs)
	t.Cleanup(func() { runtime.GOMAXPROCS(before) })
	return service.Open(service.Config{Row: row, Pool: variants.Config{Workers: 2, Queue: 4}, Nice: true})
}

func TestNiceWorkersComputeAsOthersDo(t *testing.T) {
	s, err := niceService(t, "channel", 3)
	if runtime.GOOS != "linux" {
		require.ErrorContains(t, err, "on Linux only")
		return
	}
	require.NoError(t, err)
	answer := httptest.NewRecorder()
	s.Handler().ServeHTTP(answer, httptest.NewRequest("GET", "/compute?workload=sum&n=10", nil))
	assert.Contains(t, answer.Body.String(), "result: 45\n")
	assert.NoError(t, s.Close())
}

// A goroutine per task has no thread that could be given a priority for longer than that task.
func TestNiceNeedsWorkersThatStay(t *testing.T) {
	_, err := niceService(t, "spawn", 3)
	assert.ErrorContains(t, err, "spawn: the strategy has no workers that stay")
}

// Workers that compute on all processors would keep the answers waiting, whatever their priority.
func TestNiceNeedsAProcessorToAnswer(t *testing.T) {
	for _, procs := range []int{1, 2} {
		_, err := niceService(t, "channel", procs)
		assert.EqualError(t, err, fmt.Sprintf(
			"service: Nice with 2 workers and GOMAXPROCS %d, but GOMAXPROCS must be 3 or more, so that one is left to answer", procs))
	}
}
