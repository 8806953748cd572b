package report

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"poolbench/harness/chart"
	"poolbench/harness/sample"
	"poolbench/harness/stats"
	"poolbench/variants/catalog"
)

// pollInterval is how often the system monitor (sysmon in https://go.dev/src/runtime/proc.go)
// looks at the network while nobody else does. It is not how long a goroutine computes until it is
// switched: that is about twice as long, since the monitor marks it for preemption 10 ms after it
// first saw it run (retake), and looks only every 10 ms.
const pollInterval = 10 * time.Millisecond

// beside is how far from its step a repair stands, as a part of the distance between two: not
// upon the curve.
const beside = 0.27

// repairsOfCrowds says what the groups with a repair do.
var repairsOfCrowds = map[string]string{
	echoRepair: "echo on own threads", "repair=yield": "tasks yield every 150 µs",
}

// echoRepair is for nobody but the echo: GET / is answered by goroutines of net/http, which stay
// without threads of their own.
const echoRepair = "repair=answers"

// responsiveFigure: latency of answers against the number of goroutines that compute.
func (v *view) responsiveFigure() (figure, bool) {
	var all []chart.Panel
	var missing []string
	repaired := false
	for _, question := range []struct {
		title string
		of    func(sample.Measurement) *sample.Latency
		not   string // the group that repairs nothing here
	}{{"Echo of a byte over TCP", taskLatency, ""}, {"GET /", healthLatency, echoRepair}} {
		p, absent := v.crowdPanel(question.of)
		marks, more := v.crowdRepairs(question.of, question.not)
		p.Title, p.Series, repaired = question.title+v.asks("responsive", question.of), append(p.Series, marks...), repaired || len(marks) > 0
		for _, a := range append(absent, more...) {
			missing = append(missing, question.title+": "+a)
		}
		if len(p.Series) > 0 {
			all = append(all, p)
		}
	}
	subtitle := "Another process asks by a schedule; latency counts from when a request should have been sent. " +
		"Medians over the rounds; bands and whiskers are 95 % intervals. "
	if repaired {
		subtitle += "Marks beside the curves: the same k with a repair, median below 99th percentile. "
	}
	subtitle += chart.Nanoseconds.Format(float64(pollInterval)) + " is how often the system monitor polls the network while all processors compute."
	spec := sharing(v.origin("responsive", fmt.Sprintf("Latency of answers while k goroutines compute without end, P = %s",
		plural(v.table.Run.Plan.GOMAXPROCS, "processor")), subtitle+without(missing), false), all)
	spec.BehindLabel, spec.Tall = "maximum", true
	return figure{"responsive", "latency of answers against the number of goroutines that compute", spec}, len(all) > 0
}

// crowdPanel has the percentiles of one kind of answer where nothing is repaired.
func (v *view) crowdPanel(of func(sample.Measurement) *sample.Latency) (chart.Panel, []string) {
	crowds := v.crowds()
	p := chart.Panel{
		X:          chart.Axis{Title: "k, the goroutines that compute (equal steps, not to scale)", Spacing: chart.Steps},
		Y:          chart.Axis{Title: "latency (log scale), lower is better", Unit: chart.Nanoseconds},
		References: []chart.Reference{{Value: float64(pollInterval), Label: chart.Nanoseconds.Format(float64(pollInterval)) + ": network poll"}},
	}
	for _, k := range crowds {
		p.X.Names = append(p.X.Names, v.crowdName(k))
	}
	at := func(_ int, k string) (float64, bool) { return indexOf(crowds, k) }
	median, tail, largest := percentiles(of)
	t := v.trial("responsive", "repair=none")
	a := t.arm(catalog.Baseline)
	p.Series = curve(p.Series, "99th percentile", setting(a, 0), t.points(a, at, tail))
	p.Series = curve(p.Series, "median", setting(a, 1), t.points(a, at, median))
	p.Behind = curve(nil, "maximum", chart.Style{}, t.points(a, at, largest))
	return p, t.absences("k = ", tail)
}

// crowdRepairs are the marks of the groups with a repair except not, beside those of the same k.
func (v *view) crowdRepairs(of func(sample.Measurement) *sample.Latency, not string) (marks []chart.Series, missing []string) {
	crowds := v.crowds()
	at := func(_ int, k string) (float64, bool) {
		x, ok := indexOf(crowds, k)
		return x + beside, ok
	}
	median, tail, _ := percentiles(of)
	known := slices.DeleteFunc(v.groups("responsive"), func(group string) bool { return repairsOfCrowds[group] == "" })
	for i, group := range known {
		if group == not {
			continue // but its place remains: a repair looks the same in all panels
		}
		t := v.trial("responsive", group)
		a := t.arm(catalog.Baseline)
		marks = append(marks, pairs(repairsOfCrowds[group], setting(a, i+firstRepair), t.points(a, at, median), t.points(a, at, tail))...)
		_, repair, _ := strings.Cut(group, "=")
		missing = append(missing, t.absences(repair+", k = ", tail)...)
	}
	return marks, missing
}

// percentiles are the medians over the rounds of a distribution's numbers.
func percentiles(of func(sample.Measurement) *sample.Latency) (median, tail, largest func(*cell) stats.Estimate) {
	over := func(pick func(sample.Measurement) (float64, bool)) func(*cell) stats.Estimate {
		return func(c *cell) stats.Estimate { return c.medianOf(pick) }
	}
	return over(p50Of(of)), over(p99Of(of)), over(maxOf(of))
}

// firstRepair is the place of a repair's marks among those of a variant: after its percentiles.
const firstRepair = 2

// curve appends a series, if it has points.
func curve(all []chart.Series, label string, style chart.Style, points []chart.Point) []chart.Series {
	if len(points) == 0 {
		return all
	}
	return append(all, chart.Series{Label: label, Style: style, Points: points})
}

// pairs are two marks one above the other for each position, with a line between them. Each has
// a series of its own, which makes its interval a whisker.
func pairs(label string, style chart.Style, low, high []chart.Point) []chart.Series {
	var all []chart.Series
	for i := range min(len(low), len(high)) {
		all = append(all, chart.Series{Label: label, Style: style, Points: []chart.Point{low[i], high[i]}})
	}
	for _, p := range append(low, high...) {
		all = append(all, chart.Series{Label: label, Style: style, Points: []chart.Point{p}})
	}
	return all
}

// crowds are the numbers of goroutines in all groups, ascending.
func (v *view) crowds() []string {
	var all []string
	for _, group := range v.groups("responsive") {
		for _, k := range v.trial("responsive", group).values {
			if !slices.Contains(all, k) {
				all = append(all, k)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b string) int {
		x, _ := strconv.Atoi(a)
		y, _ := strconv.Atoi(b)
		return cmp.Compare(x, y)
	})
	return all
}

// crowdName says what a number of goroutines is compared with the processors: "4P = 8".
func (v *view) crowdName(k string) string {
	n, err := strconv.Atoi(k)
	procs := v.table.Run.Plan.GOMAXPROCS
	switch {
	case err != nil || n == 0:
		return k
	case n == procs:
		return "P = " + k
	case n == procs-1:
		return "P−1 = " + k
	case procs > 0 && n%procs == 0:
		return fmt.Sprintf("%dP = %s", n/procs, k)
	}
	return k
}
