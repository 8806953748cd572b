package report

import (
	"fmt"
	"slices"

	"poolbench/harness/stats"
)

const (
	// wideSpread is the relative half-width of an interval from which a number is marked
	// as noisy: beyond ±10 % most differences between pools are not visible any more.
	wideSpread = 0.10
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
	if len(c.Failures) > 0 {
		texts = append(texts, "Some samples of this cell failed and are not in the median: see Failures.")
	}
	if n := c.disturbed(); n > 0 {
		texts = append(texts, fmt.Sprintf("%d of %d samples of this cell were disturbed by others. They are in the median.", n, len(c.Taken)))
	}
	if e.N > 0 && !e.Bounded {
		texts = append(texts, fmt.Sprintf("Fewer than %d samples: smallest and largest value instead of a confidence interval.", stats.MinSamples))
	}
	if e.Bounded && e.Spread() > wideSpread {
		texts = append(texts, fmt.Sprintf("Noisy: the interval reaches more than %.0f %% from the median.", wideSpread*100))
	}
	return texts
}

// disturbed counts the samples that the interference gate found bad.
func (c *cell) disturbed() int {
	n := 0
	for _, t := range c.taken() {
		if t.Disturbed() {
			n++
		}
	}
	return n
}
