package report

import (
	"poolbench/harness/chart"
	"poolbench/harness/sample"
)

// schedulerTables show what the Go runtime says about each block: where latencies come from.
// Experiments of nothing but throughput do without, except the one of the shortest tasks.
func (v *view) schedulerTables(d *document, s *section) {
	if s.name != distributed && !s.hasLatency() {
		return
	}
	nanoseconds, count := chart.Nanoseconds.Format, chart.Count.Format
	for i, value := range s.values {
		var rows [][]string
		for _, r := range s.rows {
			c := r.cells[i]
			of := func(pick func(sample.Scheduler) float64, format func(float64) string) string {
				return c.scheduled(pick, format)
			}
			rows = append(rows, []string{
				r.label,
				of(func(x sample.Scheduler) float64 { return float64(x.WaitP50NS) }, nanoseconds),
				of(func(x sample.Scheduler) float64 { return float64(x.WaitP99NS) }, nanoseconds),
				of(func(x sample.Scheduler) float64 { return float64(x.Created) }, count),
				of(func(x sample.Scheduler) float64 { return float64(x.Runnable) }, count),
				of(func(x sample.Scheduler) float64 { return float64(x.Waiting) }, count),
				of(func(x sample.Scheduler) float64 { return float64(x.Threads) }, count),
				of(func(x sample.Scheduler) float64 { return float64(x.PauseNS) }, nanoseconds),
			})
		}
		d.paragraph("The Go scheduler, %s = %s: how long goroutines that could run waited for a processor, how many were created in the window, "+
			"how many were runnable and waiting when the last task had been handed over, threads, and pauses for garbage collection in all (medians):", s.parameter, value)
		d.table([]string{"strategy", "wait p50", "wait p99", "created", "runnable", "waiting", "threads", "GC pauses"}, rows)
		v.caption(d, s)
	}
}

// scheduled is the text of a median of the runtime's figures, or a dash without any.
func (c *cell) scheduled(pick func(sample.Scheduler) float64, format func(float64) string) string {
	return c.middle(func(m sample.Measurement) float64 {
		if m.Scheduler == nil {
			return 0
		}
		return pick(*m.Scheduler)
	}, format)
}
