package load

import (
	"context"
	"encoding/json"
	"fmt"
)

// JobName names Job among the jobs of a child process.
const JobName = "load"

// Request is what Job is asked: runs that take place at the same time. Callers begin first: requests
// that arrive by a schedule do so once each caller of the other runs has been answered. Callers without a
// duration ask until all of those have ended, so that the server is busy the whole time.
type Request struct {
	Runs []Config `json:"runs"`
}

// Answer is what Job answers: a result per run, in their order.
type Answer struct {
	Results []Result `json:"results"`
}

// Job does all runs of a Request, in JSON, at the same time in this process, and returns an
// Answer. All connections of all runs are open before the first request arrives. An error says which
// run cannot be; then none was done.
func Job(request json.RawMessage) (any, error) {
	var asked Request
	if err := json.Unmarshal(request, &asked); err != nil {
		return nil, fmt.Errorf("not a request for load: %w", err)
	}
	if len(asked.Runs) == 0 {
		return nil, fmt.Errorf("no runs: at least one is needed")
	}
	for i, c := range asked.Runs {
		if err := c.Validate(); err != nil {
			return nil, fmt.Errorf("run %d: %w", i+1, err)
		}
	}
	results, err := runAll(context.Background(), asked.Runs)
	return Answer{results}, err
}
