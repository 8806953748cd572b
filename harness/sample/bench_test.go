package sample_test

import (
	"bytes"
	"cmp"
	"errors"
	"flag"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/perf/benchfmt"
	"golang.org/x/perf/benchmath"
	"golang.org/x/perf/benchproc"

	"poolbench/harness/experiment"
	"poolbench/harness/sample"
)

var update = flag.Bool("update", false, "write the golden files instead of comparing with them")

// measuredRun has good samples in every way that the export distinguishes.
func measuredRun(t *testing.T) *sample.File {
	t.Helper()
	idle := good("grain/grain=1.5us/channel/own", 1) // zeros, and a peak that is unknown
	idle.Measured.Allocs, idle.Measured.Bytes, idle.Measured.SystemNS, idle.Measured.PeakRSS = 0, 0, 0, nil
	dir := record(t, plannedRun(),
		good(antsCell, 1), good("grain/grain=1.5us/inline/own", 1), good(channelCell, 1), idle,
		failing(antsCell, 2), good("overhead/submitters=16/channel/own", 1), good(channelCell, 2))
	file, err := sample.Read(dir)
	require.NoError(t, err)
	return file
}

func export(t *testing.T, file *sample.File) string {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, sample.WriteBench(&out, file))
	return out.String()
}

// loadsRun has good samples of a closed and of an open loop, and of controls.
func loadsRun(t *testing.T) *sample.File {
	t.Helper()
	run := plannedRun()
	run.Plan.Cells = nil
	add := func(experiment, parameter, value, variant, face string, role sample.Role) string {
		c := sample.Cell{
			Experiment: experiment, Parameter: parameter, Value: value, Variant: variant, Face: face,
			Workload: "spin-150us", Submitters: 1, Tasks: 1000, Role: role,
		}
		run.Plan.Cells = append(run.Plan.Cells, c)
		return c.Key()
	}
	waited := func(s sample.Sample, factor int64) sample.Sample {
		s.Measured.Latency = &sample.Latency{
			Count: 1000, MeanNS: 250.5 * float64(factor), P50NS: 200 * factor, P99NS: 900 * factor, P999NS: 1900 * factor, MaxNS: 2000 * factor,
		}
		return s
	}
	scheduled := func(s sample.Sample) sample.Sample {
		s.Measured.Submit = &sample.Latency{Count: 1000, P99NS: 120}
		s.Measured.Lag = &sample.Latency{Count: 1000, P99NS: 450}
		s.Measured.ScheduleNS = 39_000
		return s
	}
	dir := record(t, run,
		waited(good(add("request", "callers", "16", "ants", "native", sample.Compared), 1), 2),
		waited(good(add("request", "callers", "16", "channel", "own", sample.Compared), 1), 1),
		waited(good(add("request", "callers", "16", "channel", "own", sample.Twin), 1), 7),
		good(add("overhead", "submitters", "1", "inline", "own", sample.Slower), 1),
		scheduled(waited(good(add("arrivals", "load", "80pct", "channel", "own", sample.Compared), 1), 3)))
	file, err := sample.Read(dir)
	require.NoError(t, err)
	return file
}

// The golden files are the export as benchstat gets it: the baseline first in each block, an
// experiment: line between the tables, no line for a failed sample or a control.
func TestExportGolden(t *testing.T) {
	for name, run := range map[string]*sample.File{"bench": measuredRun(t), "loads": loadsRun(t)} {
		golden := filepath.Join("testdata", name+".golden")
		got := export(t, run)
		if *update {
			require.NoError(t, os.WriteFile(golden, []byte(got), 0o644))
		}
		want, err := os.ReadFile(golden)
		require.NoError(t, err)
		assert.Equal(t, string(want), got)
	}
}

func TestExportOfLatencies(t *testing.T) {
	all := results(t, export(t, loadsRun(t)))
	require.Len(t, all, 3, "controls are not exported")
	for _, r := range all {
		base, _ := r.Name.Parts()
		_, perTask := r.Value("sec/op")
		_, perSecond := r.Value("tasks/s")
		_, cores := r.Value("cpu/wall")
		_, lag := r.Value("lag-p99-sec")
		_, held := r.Value("submit-p99-sec")
		arrivals := string(base) == "Arrivals"
		assert.Equal(t, []bool{!arrivals, !arrivals, !arrivals, arrivals, arrivals}, []bool{perTask, perSecond, cores, lag, held},
			"%s: at a given rate, time per task is no result", base)
		_, known := r.Value("cpu-sec/op")
		assert.True(t, known, base)
		for _, unit := range []string{"mean-sec", "p50-sec", "p99-sec", "p99.9-sec", "max-sec"} {
			v, known := r.Value(unit)
			assert.True(t, known, "%s: no %s", base, unit)
			assert.Positive(t, v)
		}
	}
	channel := all[0]
	p50, _ := channel.Value("p50-sec")
	assert.InDelta(t, 200e-9, p50, 1e-15, "benchfmt tidies ns, and the baseline is the first")
}

// results reads an export with the library that benchstat uses.
func results(t *testing.T, text string) []*benchfmt.Result {
	t.Helper()
	var all []*benchfmt.Result
	r := benchfmt.NewReader(strings.NewReader(text), sample.BenchFile)
	for r.Scan() {
		switch rec := r.Result().(type) {
		case *benchfmt.Result:
			all = append(all, rec.Clone()) // the reader uses it again
		case *benchfmt.SyntaxError:
			require.NoError(t, rec)
		}
	}
	require.NoError(t, r.Err())
	for _, unit := range []string{"tasks/s", "cpu/wall"} {
		units := r.Units()
		assert.Equal(t, 1, units.GetBetter(unit), "more is better: benchstat must not call it a loss")
	}
	return all
}

func TestExportIsReadBackAsItWas(t *testing.T) {
	file := measuredRun(t)
	all := results(t, export(t, file))
	require.Len(t, all, 6)
	for _, r := range all {
		base, parts := r.Name.Parts()
		require.Len(t, parts, 4, "variant, face, parameter and GOMAXPROCS: %s", r.Name)
		assert.Equal(t, "-2", string(parts[3]), "without it a value like 1e-4 would be read as GOMAXPROCS")
		part := func(i int) string { _, v, _ := strings.Cut(string(parts[i]), "="); return v }
		cell := strings.ToLower(string(base)) + string(parts[2]) + "/" + part(0) + "/" + part(1)
		measured := file.Of(cell)
		require.NotEmpty(t, measured, "%s names no cell", cell)

		value := func(unit string) float64 {
			v, ok := r.Value(unit)
			require.True(t, ok, "%s: no %s", cell, unit)
			return v
		}
		// Several samples of one cell stay in the order of rounds; the wall time tells which.
		m := measured[0]
		if len(measured) == 2 && math.Abs(value("sec/op")*1e9-m.NSPerTask()) > 1e-6 {
			m = measured[1]
		}
		assert.InDelta(t, m.NSPerTask(), value("sec/op")*1e9, 1e-9, "benchfmt tidies ns/op")
		assert.InDelta(t, m.CPUPerTask(), value("cpu-sec/op")*1e9, 1e-9)
		assert.InDelta(t, m.EffectiveParallelism(), value("cpu/wall"), 1e-9)
		assert.InEpsilon(t, 1e9/m.NSPerTask(), value("tasks/s"), 1e-9)
		assert.InDelta(t, float64(m.Bytes)/1000, value("B/op"), 1e-9, "zeros are written, too")
		assert.InDelta(t, float64(m.Allocs)/1000, value("allocs/op"), 1e-9)
		_, known := r.Value("peak-RSS-bytes")
		assert.Equal(t, m.PeakRSS != nil, known, "what is unknown is left out")
		assert.Equal(t, m.Tasks, r.Iters)
		assert.Equal(t, "A CPU @ 3.7GHz", r.GetConfig("cpu"))
		assert.Equal(t, strings.ToLower(string(base)), r.GetConfig("experiment"))
	}
}

// benchstat -col /variant,/face: tables by configuration, rows by the rest of the name,
// columns by variant and face in the order in which they are met.
func TestBenchstatTablesBeginWithTheBaseline(t *testing.T) {
	var parser benchproc.ProjectionParser
	filter, err := benchproc.NewFilter("*")
	require.NoError(t, err)
	projection := func(expression string) *benchproc.Projection {
		p, err := parser.Parse(expression, filter)
		require.NoError(t, err)
		return p
	}
	tables, rows, columns := projection(".config"), projection(".fullname"), projection("/variant,/face")
	residue := parser.Residue()

	type at struct{ table, row, column benchproc.Key }
	values := map[at][]float64{}
	seen := map[benchproc.Key]bool{}
	var order, residues []benchproc.Key
	for _, r := range results(t, export(t, measuredRun(t))) {
		key := at{tables.Project(r), rows.Project(r), columns.Project(r)}
		if !seen[key.column] {
			seen[key.column] = true
			order = append(order, key.column)
		}
		v, _ := r.Value("sec/op")
		values[key] = append(values[key], v)
		residues = append(residues, residue.Project(r))
	}
	benchproc.SortKeys(order)
	assert.Equal(t, "channel own", order[0].StringValues(), "the first column is what benchstat compares with")
	assert.Empty(t, benchproc.NonSingularFields(residues), "nothing is mixed up in one cell of a table")

	names := map[string]int{}
	for key, v := range values {
		names[key.row.StringValues()+" | "+key.column.StringValues()] = len(v)
		assert.Positive(t, benchmath.AssumeNothing.Summary(benchmath.NewSample(v, &benchmath.DefaultThresholds), 0.95).Center)
	}
	assert.Equal(t, map[string]int{
		"Overhead/submitters=1-2 | channel own": 2, "Overhead/submitters=1-2 | ants native": 1,
		"Overhead/submitters=16-2 | channel own": 1,
		"Grain/grain=1.5us-2 | channel own":      1, "Grain/grain=1.5us-2 | inline own": 1,
	}, names, "own and native rows stand on the same line")
}

func TestExportRefusesNamesThatTheFormatCannotCarry(t *testing.T) {
	cases := map[string]func(*sample.Cell){
		"space":               func(c *sample.Cell) { c.Variant = "my pool" },
		"slash":               func(c *sample.Cell) { c.Face = "own/2" },
		"equals sign":         func(c *sample.Cell) { c.Value = "a=b" },
		"hyphen in front":     func(c *sample.Cell) { c.Value = "-8" },
		"line end":            func(c *sample.Cell) { c.Parameter = "n\nm" },
		"nothing":             func(c *sample.Cell) { c.Variant = "" },
		"group without value": func(c *sample.Cell) { c.Group = "grain" },
		"group of two":        func(c *sample.Cell) { c.Group = "grain=15us=P" },
		"slash in the group":  func(c *sample.Cell) { c.Group = "grain=15us/2" },
		"unnamed experiment":  func(c *sample.Cell) { c.Experiment = "" },
		"letter without case": func(c *sample.Cell) { c.Experiment = "µs" },
	}
	for name, change := range cases {
		t.Run(name, func(t *testing.T) {
			run := plannedRun()
			change(&run.Plan.Cells[0])
			s := good(run.Plan.Cells[0].Key(), 1)
			var out bytes.Buffer
			err := sample.WriteBench(&out, &sample.File{Run: run, Samples: []sample.Sample{s}})
			require.ErrorContains(t, err, "cannot be part of a benchmark's name")
			assert.Empty(t, out.String(), "nothing half-written")
		})
	}
}

func TestExportRefusesWhatIsNoNumber(t *testing.T) {
	for name, m := range map[string]sample.Measurement{
		"no tasks": {Tasks: 0, WallNS: 5}, "neither": {}, "no time": {Tasks: 1},
		"no tasks arrived": {Lag: &sample.Latency{}},
		"no mean":          {Tasks: 1, WallNS: 5, Latency: &sample.Latency{MeanNS: math.NaN()}},
	} {
		s := sample.Sample{Cell: channelCell, Round: 1, Measured: &m}
		var out bytes.Buffer
		err := sample.WriteBench(&out, &sample.File{Run: plannedRun(), Samples: []sample.Sample{s}})
		require.ErrorContains(t, err, channelCell+": ", name)
		assert.Empty(t, out.String(), name)
	}
}

func TestExportOfAnUnknownCPULeavesItOut(t *testing.T) {
	file := measuredRun(t)
	file.Run.Machine.CPU = ""
	assert.NotContains(t, export(t, file), "\ncpu:")
}

func TestExportReportsAFailingWriter(t *testing.T) {
	full := errors.New("disk full")
	require.ErrorIs(t, sample.WriteBench(failingWriter{full}, measuredRun(t)), full)
}

type failingWriter struct{ err error }

func (w failingWriter) Write([]byte) (int, error) { return 0, w.err }

// Tasks that were held back have no speed until they are released: their memory is exported,
// and their drain where it was taken.
func TestExportOfABacklog(t *testing.T) {
	file := measuredRun(t)
	waiting := int64(96_000)
	for i := range file.Samples {
		if m := file.Samples[i].Measured; m != nil {
			m.WaitingBytes = &waiting
			if m.PeakRSS != nil {
				m.DrainNS, m.Submit = 70_000, &sample.Latency{P99NS: 300}
			}
		}
	}
	for _, r := range results(t, export(t, file)) {
		v, _ := r.Value("B/waiting-task")
		assert.InDelta(t, 96, v, 1e-9)
		_, timed := r.Value("sec/op")
		assert.False(t, timed)
		_, rss := r.Value("peak-RSS-bytes")
		drain, drained := r.Value("drain-sec/task")
		held, submitted := r.Value("submit-p99-sec")
		assert.Equal(t, []bool{rss, rss}, []bool{drained, submitted})
		if rss {
			assert.InDelta(t, 70e-9, drain, 1e-15)
			assert.InDelta(t, 300e-9, held, 1e-15)
		}
	}
}

// one exports a run of one good sample of a cell.
func one(t *testing.T, c sample.Cell, change func(*sample.Measurement)) []*benchfmt.Result {
	t.Helper()
	run := plannedRun()
	c.Variant, c.Face, c.Tasks = cmp.Or(c.Variant, "channel"), cmp.Or(c.Face, "own"), 1000
	run.Plan.Cells = []sample.Cell{c}
	s := good(c.Key(), 1)
	change(s.Measured)
	var out bytes.Buffer
	require.NoError(t, sample.WriteBench(&out, &sample.File{Run: run, Samples: []sample.Sample{s}}))
	return results(t, out.String())
}

func unchanged(*sample.Measurement) {}

func TestExportOfASecondParameterAndOfOtherProcessors(t *testing.T) {
	c := sample.Cell{Experiment: "handoff", Group: "task=15us.P", Parameter: "buffer", Value: "64"}
	assert.Equal(t, "Handoff/variant=channel/face=own/task=15us.P/buffer=64-2", one(t, c, unchanged)[0].Name.String())
	c = sample.Cell{Experiment: "scale", Parameter: "procs", Value: "1", Procs: 1}
	assert.Equal(t, "Scale/variant=channel/face=own/procs=1-1", one(t, c, unchanged)[0].Name.String(), "the suffix is GOMAXPROCS of the child")
}

func TestExportOfBlockedTasks(t *testing.T) {
	c := sample.Cell{Experiment: "blocking", Group: "in=syscall", Parameter: "tasks", Value: "1000", Shape: "blocked"}
	threads := int64(990)
	all := one(t, c, func(m *sample.Measurement) { m.ThreadsAdded = &threads })
	v, _ := all[0].Value("threads/blocked")
	assert.InDelta(t, 0.99, v, 1e-12)
	assert.Len(t, all[0].Values, 2, "that and the peak RSS: nothing is timed")

	assert.Len(t, one(t, c, unchanged)[0].Values, 1, "unknown threads are no result, though the memory is one")
	assert.Empty(t, one(t, c, func(m *sample.Measurement) { m.PeakRSS = nil }), "nothing is known")
}

// What is wrong on purpose must not be taken for a result, nor a rule for a number.
func TestWhatIsNotExported(t *testing.T) {
	c := sample.Cell{Experiment: "overhead", Parameter: "submitters", Value: "1", Shape: "batch"}
	assert.Len(t, one(t, c, unchanged), 1)
	for name, change := range map[string]func(*sample.Cell){
		"a rule":              func(c *sample.Cell) { c.Shape = "behaviour" },
		"a clock too early":   func(c *sample.Cell) { c.Shape = "submit-only" },
		"a clock too late":    func(c *sample.Cell) { c.Shape = "lifecycle" },
		"any pitfall":         func(c *sample.Cell) { c.Experiment = "pitfalls" },
		"the baseline's twin": func(c *sample.Cell) { c.Role = sample.Twin },
	} {
		left := c
		change(&left)
		assert.Empty(t, one(t, left, unchanged), name)
	}
}

// The names above are those of the experiments, which this package does not know.
func TestNamesOfTheExportAreThoseOfTheExperiments(t *testing.T) {
	shapes := map[experiment.Shape]string{
		experiment.Blocked: "blocked", experiment.Behaviour: "behaviour", experiment.SubmitOnly: "submit-only", experiment.Lifecycle: "lifecycle",
		experiment.Probed: "probed", experiment.Served: "served", experiment.Leak: "leak", experiment.RoundTrip: "round-trip",
		experiment.Parked: "parked", experiment.Churn: "churn", experiment.Erratum: "erratum",
	}
	for shape, name := range shapes {
		assert.Equal(t, name, string(shape))
	}
	_, err := experiment.Find("pitfalls")
	require.NoError(t, err)
}
