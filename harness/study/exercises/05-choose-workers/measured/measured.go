//go:build exercise

// Package measured reads what the committed run has measured about the number of workers.
package measured

import (
	"fmt"
	"path/filepath"
	"strconv"

	"poolbench/harness/sample"
	"poolbench/harness/stats"
)

// dir is the committed run, as seen from the exercise's directory, in which its tests run.
var dir = filepath.Join("..", "..", "..", "..", "results", "reference")

// Point is the median of the time per task with so many workers.
type Point struct {
	Workers int
	NS      float64
}

// Run is the committed run. Make it with [Open].
type Run struct {
	// Procs is how many processors it had.
	Procs int
	table *sample.Table
}

// Open reads the committed run.
func Open() (Run, error) {
	table, err := sample.Load(dir)
	if err != nil {
		return Run{}, err
	}
	return Run{Procs: table.Run.Plan.GOMAXPROCS, table: table}, nil
}

// Curve returns a point for each number of workers that was measured, ascending. Grain is the size
// of a task, "15us"; variant is the kind of pool, "channel" or "batched".
func (r Run) Curve(grain, variant string) ([]Point, error) {
	var curve []Point
	for _, s := range r.table.Series {
		c := s.Cell
		if c.Experiment != "workers" || c.Group != "grain="+grain || c.Variant != variant || c.Role != sample.Compared || len(s.Taken) == 0 {
			continue
		}
		workers, err := strconv.Atoi(c.Value)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", c.Key(), err)
		}
		curve = append(curve, Point{workers, stats.Median(s.Values(sample.Measurement.NSPerTask)).Mid})
	}
	if len(curve) == 0 {
		return nil, fmt.Errorf("%s has no samples of %s with tasks of %s", dir, variant, grain)
	}
	return curve, nil
}
