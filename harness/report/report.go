// Package report turns the record of a run into what people read: a Markdown report with
// charts, and the few lines that end a run on the terminal.
//
// # Model
//
// A report is a pure function of samples.jsonl: rendering the same run again, on any
// machine and without measuring, gives the same text. Rows, columns and experiments are
// taken from the record, so a run with other variants than this build's is rendered too;
// what only this build knows (an experiment's question, a variant's colour) is added where
// the names match.
//
// # What it is not
//
// It concludes nothing that the intervals do not carry: tables show medians with
// intervals, titles describe, and what is odd about a number is a footnote beside it.
package report

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/google/renameio/v2"

	"poolbench/harness/chart"
	"poolbench/harness/sample"
)

// File is the name of the report in a run's directory.
const File = "report.md"

// newSuffix marks charts that are drawn but not in place yet.
const newSuffix = ".new"

// Write renders the run in dir: report.md in dir, and the charts in [PlotsDir]. It returns
// the paths of what it wrote. Everything is rendered before anything is replaced, and each
// file is moved into place whole; on an error the earlier report stays.
func Write(dir string) ([]string, error) {
	table, err := sample.Load(dir)
	if err != nil {
		return nil, err
	}
	v := newView(table)
	if v.native, err = readBehaviour(dir); err != nil {
		return nil, err
	}
	if v.node, err = sample.LoadCompanion(dir); err != nil {
		return nil, err
	}
	figures := v.pictures()
	for _, f := range figures {
		if err := f.spec.Validate(); err != nil {
			return nil, fmt.Errorf("chart %s: %w", f.name, err)
		}
	}
	plots := PlotsDir(dir)
	if err := os.MkdirAll(plots, 0o755); err != nil {
		return nil, fmt.Errorf("cannot write charts: %w", err)
	}
	var written []string
	for _, f := range figures {
		path := filepath.Join(plots, f.name+".png")
		if err := chart.Save(path+newSuffix, f.spec); err != nil {
			return nil, fmt.Errorf("chart %s: %w", f.name, err)
		}
		written = append(written, path)
	}
	for _, path := range written {
		if err := os.Rename(path+newSuffix, path); err != nil {
			return nil, fmt.Errorf("cannot replace a chart: %w", err)
		}
	}
	relative, err := filepath.Rel(dir, plots)
	if err != nil {
		return nil, err
	}
	path := filepath.Join(dir, File)
	text := strings.TrimSuffix(v.markdown(filepath.ToSlash(relative)), "\n") + "\n"
	if err := renameio.WriteFile(path, []byte(text), 0o644); err != nil {
		return nil, fmt.Errorf("cannot write the report: %w", err)
	}
	if err := removeStale(plots, written); err != nil {
		return nil, fmt.Errorf("cannot remove the chart of an earlier run: %w", err)
	}
	return append([]string{path}, written...), nil
}

// chartFiles match every chart that a report may have.
var chartFiles = []string{"overhead.png", "guard-price.png", "efficiency.png", "break-even.png", "compare-*.png", "distribution-*.png", "latency-*.png",
	"workloads.png", "workers.png", "handoff.png", "scale.png", "burst.png", "stack.png", "transfer.png", "threads.png", "pitfalls.png",
	"responsive.png", "repairs.png", "overload.png",
	"skew.png", "batching.png", "state.png", "primitives.png", "monitoring.png", "memory.png", "churn.png", "cluster.png",
	"node-cost.png", "node-work.png", "node-memory.png", "node-start.png", "node-health.png", "node-transfer.png",
	"overview.png", "architecture.png"}

// removeStale removes the charts that this run has no data for: plots/latest would show
// those of the run before as if they belonged to this one.
func removeStale(plots string, written []string) error {
	for _, pattern := range chartFiles {
		found, err := filepath.Glob(filepath.Join(plots, pattern))
		if err != nil {
			return err
		}
		for _, path := range found {
			if slices.Contains(written, path) {
				continue
			}
			if err := os.Remove(path); err != nil {
				return err
			}
		}
	}
	return nil
}

// PlotsDir is where the charts of the run in dir go: plots/NAME for a run in results/NAME, plots/node/NAME
// for one with systems in Node.js in results/node/NAME, and DIR/plots for a run anywhere else.
func PlotsDir(dir string) string {
	dir = filepath.Clean(dir)
	parent, name := filepath.Split(dir)
	parent = filepath.Clean(parent)
	if results, kind := filepath.Split(parent); kind == "node" {
		parent, name = filepath.Clean(results), filepath.Join(kind, name)
	}
	if filepath.Base(parent) == "results" {
		return filepath.Join(filepath.Dir(parent), "plots", name)
	}
	return filepath.Join(dir, "plots")
}
