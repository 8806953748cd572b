package report

import (
	"fmt"

	"poolbench/harness/chart"
	"poolbench/harness/sample"
)

// resourceTables show what the time was spent on: processor time in every experiment, and
// in overhead, where nothing but the pool spends anything, memory too.
func (v *view) resourceTables(d *document, s *section) {
	if s.name != "overhead" {
		d.paragraph("Effective parallelism, processor time ÷ wall time (medians):")
		s.grid(d, s.perBlock(func(r row, i int) string {
			return r.cells[i].middle(sample.Measurement.EffectiveParallelism, twoDecimals)
		}))
		v.caption(d, s)
		return
	}
	for i, value := range s.values {
		d.paragraph("Resources, %s (medians; goroutines as seen by the submitters, memory of the whole process):", submitters(value))
		var rows [][]string
		for _, r := range s.rows {
			c := r.cells[i]
			rows = append(rows, []string{
				r.label,
				c.middle(sample.Measurement.EffectiveParallelism, twoDecimals),
				c.middle(func(m sample.Measurement) float64 { return float64(m.Allocs) / float64(m.Tasks) }, twoDecimals),
				c.middle(func(m sample.Measurement) float64 { return float64(m.Bytes) / float64(m.Tasks) }, twoDecimals),
				c.middle(func(m sample.Measurement) float64 { return float64(m.PeakGoroutines) }, chart.Count.Format),
				c.middle(peakRSS, bytesOrUnknown),
			})
		}
		d.table([]string{"strategy", "CPU ÷ wall", "allocations/task", "bytes/task", "peak goroutines", "peak resident"}, rows)
		v.caption(d, s)
	}
}

// middle is the text of a metric's median, or a dash without good samples.
func (c *cell) middle(of func(sample.Measurement) float64, format func(float64) string) string {
	e := c.estimate(of)
	if e.N == 0 {
		return "–"
	}
	return format(e.Mid)
}

func peakRSS(m sample.Measurement) float64 {
	if m.PeakRSS == nil {
		return 0
	}
	return float64(*m.PeakRSS)
}

func bytesOrUnknown(v float64) string {
	if v == 0 {
		return "unknown"
	}
	return chart.Bytes.Format(v)
}

// twoDecimals writes what is zero up to the harness's own handful of allocations as 0.
func twoDecimals(v float64) string {
	if v < 0.005 {
		return "0"
	}
	return fmt.Sprintf("%.2f", v)
}
