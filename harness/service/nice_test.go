package service_test

import (
	"net/http/httptest"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/service"
	"poolbench/variants"
	"poolbench/variants/catalog"
)

func niceService(t *testing.T, variant string) (*service.Service, error) {
	t.Helper()
	row, err := catalog.Find(variant, catalog.Own)
	require.NoError(t, err)
	return service.Open(service.Config{Row: row, Pool: variants.Config{Workers: 2, Queue: 4}, Nice: true})
}

func TestNiceWorkersComputeAsOthersDo(t *testing.T) {
	s, err := niceService(t, "channel")
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
	_, err := niceService(t, "spawn")
	assert.ErrorContains(t, err, "spawn: the strategy has no workers that stay")
}
