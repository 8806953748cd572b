package sample

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"math"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/perf/benchfmt"
)

// keyPattern is what a name or value may consist of so that benchfmt reads it back as one
// segment: no spaces, slashes or equal signs. A hyphen is none of a suffix, since benchName writes that itself.
var keyPattern = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*$`)

// baseline is the variant that is exported first, since benchstat compares with the first
// value it meets. It is a name and not a reference to the catalog: a file may come from a
// poolbench with other variants.
const baseline = "channel"

// Shapes that the export treats in their own way, and an experiment. They are names for the
// same reason.
const (
	blocked    = "blocked"
	behaviour  = "behaviour"
	submitOnly = "submit-only"
	lifecycle  = "lifecycle"
	probed     = "probed"
	served     = "served"
	leak       = "leak"
	roundTrip  = "round-trip"
	divided    = "divided"
	parked     = "parked"
	churn      = "churn"
	started    = "started"
	health     = "health"
	erratum    = "erratum"
	pitfalls   = "pitfalls"
)

// nodePrefix is how the names of systems in Node.js begin.
const nodePrefix = "node-"

// WriteBench writes the good samples of f as Go benchmark results, to be read by benchstat:
//
//	benchstat -col /variant,/face bench.txt
//
// Each sample is one result line, named with its variant, face and parameter, or parameters;
// an experiment: line separates the tables. Nothing in the configuration lines changes between
// two runs on one machine, so benchstat also compares two files. benchstat cannot pair
// samples by round and does not see failures: the report does both.
//
// Controls are left out, and so is what would be misread without the text around it: the
// rules of the contract and the errata, which are kept or broken and have no numbers, and everything in the
// experiment pitfalls, whose numbers are wrong on purpose.
//
// A name that the format cannot carry, or a value that is not a finite number, is an error.
func WriteBench(w io.Writer, f *File) error {
	var buffer bytes.Buffer
	out := benchfmt.NewWriter(&buffer)
	for _, unit := range []string{"cpu/wall", "tasks/s", "answered/sent"} {
		if err := out.Write(&benchfmt.UnitMetadata{UnitMetadataKey: benchfmt.UnitMetadataKey{Unit: unit, Key: "better"}, OrigUnit: unit, Value: "higher"}); err != nil {
			return err
		}
	}
	byCell := map[string][]Measurement{}
	for _, s := range f.Samples {
		if s.Measured != nil {
			byCell[s.Cell] = append(byCell[s.Cell], *s.Measured)
		}
	}
	for _, c := range exportOrder(f.Run.Plan.Cells) {
		if !exported(c) {
			continue
		}
		for _, m := range byCell[c.Key()] {
			result, err := benchResult(f.Run, c, m)
			if err != nil {
				return err
			}
			if len(result.Values) == 0 { // nothing is known that could be exported
				continue
			}
			if err := out.Write(result); err != nil {
				return err
			}
		}
	}
	_, err := w.Write(buffer.Bytes())
	return err
}

// exported tells whether a cell's numbers can stand in a table of results. benchstat would take
// a control for a row, or mix it into one.
func exported(c Cell) bool {
	return c.Role == Compared && c.Experiment != pitfalls && !slices.Contains([]string{behaviour, erratum, submitOnly, lifecycle}, c.Shape)
}

// exportOrder keeps experiments and blocks in the order of the plan and moves the baseline
// to the front of each block.
func exportOrder(cells []Cell) []Cell {
	order := map[string]int{}
	for _, c := range cells {
		if _, seen := order[c.BlockKey()]; !seen {
			order[c.BlockKey()] = len(order)
		}
	}
	behind := func(c Cell) int {
		if c.Variant == baseline {
			return 0
		}
		return 1
	}
	cells = slices.Clone(cells)
	slices.SortStableFunc(cells, func(a, b Cell) int {
		return cmp.Or(cmp.Compare(order[a.BlockKey()], order[b.BlockKey()]), cmp.Compare(behind(a), behind(b)))
	})
	return cells
}

func benchResult(run Run, c Cell, m Measurement) (*benchfmt.Result, error) {
	name, err := benchName(run.Plan, c)
	if err != nil {
		return nil, err
	}
	result := &benchfmt.Result{Name: name, Iters: m.Tasks, Config: benchConfig(run, c)}
	result.Values = shapeValues(c)(m)
	for _, v := range result.Values {
		if math.IsNaN(v.Value) || math.IsInf(v.Value, 0) {
			return nil, fmt.Errorf("%s: %s is %v", c.Key(), v.Unit, v.Value)
		}
	}
	return result, nil
}

// shapeValues returns what makes the metrics of a measurement of a cell, by the shape of its load.
func shapeValues(c Cell) func(Measurement) []benchfmt.Value {
	switch c.Shape {
	case divided: // as of a batch, per item
		return benchValues
	case blocked:
		return blockedValues
	case probed:
		return probedValues
	case served:
		return servedValues
	case leak:
		return leakValues
	case roundTrip:
		return roundTripValues
	case parked:
		return parkedValues
	case churn:
		return churnValues
	case started:
		return startedValues
	case health:
		return healthValues
	}
	if strings.HasPrefix(c.Variant, nodePrefix) {
		return nodeValues
	}
	return benchValues
}

// benchName is "Handoff/variant=channel/face=own/task=15us/buffer=64-2", without task= if
// there is no second parameter.
func benchName(p Plan, c Cell) (benchfmt.Name, error) {
	parts := []string{c.Experiment, c.Variant, c.Face, c.Parameter, c.Value}
	group := ""
	if c.Group != "" {
		key, value, _ := strings.Cut(c.Group, "=")
		parts, group = append(parts, key, value), "/"+c.Group
	}
	for _, part := range parts {
		if !keyPattern.MatchString(part) {
			return nil, fmt.Errorf("%s: %q cannot be part of a benchmark's name", c.Key(), part)
		}
	}
	// Without the suffix "pool-8" or "1e-4" at the end would be read as GOMAXPROCS.
	return benchfmt.Name(fmt.Sprintf("%s/variant=%s/face=%s%s/%s=%s-%d",
		strings.ToUpper(c.Experiment[:1])+c.Experiment[1:], c.Variant, c.Face, group, c.Parameter, c.Value,
		cmp.Or(c.Procs, p.GOMAXPROCS))), nil
}

// benchValues are the metrics of one result. Zeros are written, so that a metric has as
// many values as there are samples; what is unknown is left out, and so is what says
// nothing about the row:
//
//   - of tasks that were held back, their speed until they were released;
//   - of tasks that arrived by a schedule, the time per task, the tasks per second and the
//     processors in use, which follow from the rate: it is the same for every row, and more
//     processor time for the same tasks is no gain. Whether the rate was achieved is in the
//     latencies, which grow with the window if it was not.
//
// Times are in ns because of the units that may appear here benchstat rescales only that
// one. (It leaves a time of exactly 0 in ns, as a unit of its own. No clock that this runs on
// is so coarse that 99 % of the calls of Submit would take 0.)
func benchValues(m Measurement) []benchfmt.Value {
	if m.WaitingBytes != nil {
		return backlogValues(m)
	}
	var v values
	tasks := float64(m.Tasks)
	scheduled := m.Lag != nil
	if !scheduled {
		v.add("ns/op", m.NSPerTask())
	}
	v.add("cpu-ns/op", m.CPUPerTask())
	if !scheduled {
		v.add("cpu/wall", m.EffectiveParallelism())
		v.add("tasks/s", 1e9/m.NSPerTask())
	}
	v.latency(m.Latency)
	v.known("submit-p99-ns")(m.Submit.P99())
	v.known("lag-p99-ns")(m.Lag.P99())
	v.add("B/op", float64(m.Bytes)/tasks)
	v.add("allocs/op", float64(m.Allocs)/tasks)
	v.add("peak-goroutines", float64(m.PeakGoroutines))
	v.known("peak-RSS-bytes")(m.Resident())
	return v
}

// backlogValues are the metrics of tasks that were held back. Older records have no drain, and
// where callers wait there is no time of Submit.
func backlogValues(m Measurement) []benchfmt.Value {
	var v values
	v.known("B/waiting-task")(m.WaitingBytesPerTask())
	v.add("peak-goroutines", float64(m.PeakGoroutines))
	v.known("drain-ns/task")(m.DrainPerTask())
	v.known("submit-p99-ns")(m.Submit.P99())
	v.known("peak-RSS-bytes")(m.Resident())
	return v
}

// blockedValues are the metrics of blocked tasks. They are counted and not timed.
func blockedValues(m Measurement) []benchfmt.Value {
	var v values
	threads, known := m.ThreadsGained()
	v.known("threads/blocked")(threads/float64(m.Tasks), known)
	v.known("peak-RSS-bytes")(m.Resident())
	return v
}

// values are those of one line.
type values []benchfmt.Value

func (v *values) add(unit string, value float64) {
	*v = append(*v, benchfmt.Value{Value: value, Unit: unit})
}

// known returns a function that adds a value in unit if it is known.
func (v *values) known(unit string) func(value float64, known bool) {
	return func(value float64, known bool) {
		if known {
			v.add(unit, value)
		}
	}
}

// latency adds a distribution if there is one.
func (v *values) latency(l *Latency) {
	if l == nil {
		return
	}
	v.add("mean-ns", l.MeanNS)
	v.add("p50-ns", float64(l.P50NS))
	v.add("p99-ns", float64(l.P99NS))
	v.add("p99.9-ns", float64(l.P999NS))
	v.add("max-ns", float64(l.MaxNS))
}

func benchConfig(run Run, c Cell) []benchfmt.Config {
	var config []benchfmt.Config
	add := func(key, value string) {
		if value != "" {
			config = append(config, benchfmt.Config{Key: key, Value: []byte(value), File: true})
		}
	}
	add("goos", run.Machine.OS)
	add("goarch", run.Machine.Arch)
	add("cpu", run.Machine.CPU)
	add("experiment", c.Experiment)
	return config
}
