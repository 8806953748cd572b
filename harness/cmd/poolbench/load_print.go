package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"

	"poolbench/harness/chart"
	"poolbench/harness/sample"
	"poolbench/harness/service/load"
)

// loadURLWidth is how much of a URL fits beside its label on a line of 100 columns.
const loadURLWidth = 88

// print writes a table for people, at most 100 columns wide.
func (l loadReport) print(out io.Writer) {
	say := func(format string, args ...any) { _, _ = fmt.Fprintf(out, format+"\n", args...) }
	r := l.Result
	url := l.Config.URL
	if runes := []rune(url); len(runes) > loadURLWidth {
		url = string(runes[:loadURLWidth-1]) + "…"
	}
	say("target     %s", url)
	say("%s", l.offered())
	mark := ""
	if r.Saturated {
		mark = "  SATURATED: below 99 % of what was offered"
	}
	say("achieved   %s/s%s", perSecond(r.Achieved), mark)
	say("requests   %d sent = %d answered + %d rejected + %d failed", r.Sent, r.Answered, r.Rejected, r.Failed)
	for _, why := range byCount(r.Failures) {
		say("           %d failed: %s", r.Failures[why], why)
	}
	say("")
	from := "from arrival to end"
	if r.Closed {
		from = "from sending to end"
	}
	say("%-19s %9s %9s %9s %9s", from, "p50", "p99", "p99.9", "max")
	for _, row := range []struct {
		name string
		l    *sample.Latency
	}{{"answered", r.Latency}, {"  first third", r.Early}, {"  last third", r.Late}, {"rejected", r.Rejection}, {"own lag", r.Lag}} {
		if row.l != nil {
			say("%-19s %9s %9s %9s %9s", row.name, duration(row.l.P50NS), duration(row.l.P99NS), duration(row.l.P999NS), duration(row.l.MaxNS))
		}
	}
	if r.Closed {
		say("a closed loop: while the server stalls nobody comes, so percentiles are lower than users would find")
	}
	say("")
	say("%s, %d connections", duration(r.Elapsed.Nanoseconds()), r.Connections)
	if l.Interrupted {
		say("interrupted: what was under way has failed, and the rest was not sent")
	}
}

// offered says how requests came.
func (l loadReport) offered() string {
	switch {
	case l.Config.Callers > 0:
		return fmt.Sprintf("callers    %d, each asks again as soon as it is answered", l.Config.Callers)
	case l.Config.Arrivals == load.Constant:
		return fmt.Sprintf("offered    %s/s, equal gaps", perSecond(l.Result.Offered))
	default:
		return fmt.Sprintf("offered    %s/s, a Poisson process (seed %d)", perSecond(l.Result.Offered), l.Config.Seed)
	}
}

func duration(ns int64) string { return chart.Nanoseconds.Format(float64(ns)) }

// perSecond has a decimal where a rate is so low that it matters.
func perSecond(rate float64) string {
	if rate < 100 {
		return fmt.Sprintf("%.3g", rate)
	}
	return fmt.Sprintf("%.0f", rate)
}

// byCount returns the reasons, the most frequent one first.
func byCount(failures map[string]int64) []string {
	return slices.SortedFunc(maps.Keys(failures), func(a, b string) int {
		return cmp.Or(cmp.Compare(failures[b], failures[a]), cmp.Compare(a, b))
	})
}
