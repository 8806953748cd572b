package report

import (
	"fmt"
	"slices"

	"poolbench/harness/sample"
	"poolbench/harness/stats"
)

const (
	// wideSpread is the relative half-width of an interval from which a number is marked
	// as noisy: beyond ±10 % most differences between pools are not visible any more.
	wideSpread = 0.10
	// foreignLimit is how much of a processor others may use during a window before the
	// sample counts as disturbed; foreignTick is the error of the kernel's clock ticks,
	// about 0.02 s in a window, so it weighs less the longer the window is.
	foreignLimit = 0.12
	foreignTick  = 0.02
)

// notes collects footnotes and gives each text one number.
type notes struct{ texts []string }

// mark returns the Markdown mark of the footnote with text.
func (n *notes) mark(text string) string {
	i := slices.Index(n.texts, text)
	if i < 0 {
		i = len(n.texts)
		n.texts = append(n.texts, text)
	}
	return fmt.Sprintf("[^%d]", i+1)
}

// remarks are the footnotes that a cell's estimate of time needs.
func (c *cell) remarks(e stats.Estimate) []string {
	var texts []string
	if len(c.failures) > 0 {
		texts = append(texts, "Some samples of this cell failed and are not in the median: see Failures.")
	}
	if e.N > 0 && !e.Bounded {
		texts = append(texts, fmt.Sprintf("Fewer than %d samples: smallest and largest value instead of a confidence interval.", stats.MinSamples))
	}
	if e.Bounded && e.Spread() > wideSpread {
		texts = append(texts, fmt.Sprintf("Noisy: the interval reaches more than %.0f %% from the median.", wideSpread*100))
	}
	return texts
}

// disturbed tells whether others used the processors during a measurement; known is false
// where this could not be read.
func disturbed(m sample.Measurement) (yes, known bool) {
	if m.ForeignCPU == nil {
		return false, false
	}
	return *m.ForeignCPU > foreignLimit+foreignTick/(float64(m.WallNS)/1e9), true
}

// quiet counts the timed samples of a run by what the machine did meanwhile.
func quiet(file *sample.File) (disturbedSamples, unknown, total int) {
	for _, s := range file.Samples {
		if s.Measured == nil || s.Measured.WaitingBytes != nil {
			continue
		}
		total++
		switch yes, known := disturbed(*s.Measured); {
		case !known:
			unknown++
		case yes:
			disturbedSamples++
		}
	}
	return disturbedSamples, unknown, total
}
