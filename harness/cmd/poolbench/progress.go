package main

import (
	"fmt"
	"io"
	"time"

	"github.com/schollz/progressbar/v3"

	"poolbench/harness/runner"
)

// progress shows where a run stands: a bar with the time left on a terminal, a line per
// tenth elsewhere. It draws only when told, between two child processes, and never while
// one measures.
type progress struct {
	out      io.Writer
	terminal bool
	bar      *progressbar.ProgressBar
	phase    string
	started  time.Time
	first    int // what was done when the phase began, more than 0 in a resumed run
	tenth    int
}

func newProgress(out io.Writer) *progress {
	_, ok := terminalOf(out)
	return &progress{out: out, terminal: ok}
}

func (p *progress) update(now runner.Progress) {
	if now.Phase != p.phase {
		p.end()
		p.phase, p.started, p.first, p.tenth = now.Phase, time.Now(), now.Done, -1
	}
	if p.terminal {
		p.draw(now)
		return
	}
	if tenth := now.Done * 10 / max(now.Total, 1); tenth > p.tenth {
		p.tenth = tenth
		_, _ = fmt.Fprintf(p.out, "%s %d/%d%s\n", now.Phase, now.Done, now.Total, p.left(now))
	}
}

func (p *progress) draw(now runner.Progress) {
	if p.bar == nil {
		p.bar = progressbar.NewOptions(now.Total,
			progressbar.OptionSetWriter(p.out),
			progressbar.OptionSetWidth(24),
			progressbar.OptionShowCount(),
			progressbar.OptionSetPredictTime(true),
			progressbar.OptionClearOnFinish(),
			progressbar.OptionSetDescription(now.Phase),
		)
		_ = p.bar.Set(now.Done)
		return
	}
	p.bar.Describe(fmt.Sprintf("%s %-36.36s", now.Phase, now.Next))
	_ = p.bar.Set(now.Done)
}

// left estimates the remaining time from the pace so far.
func (p *progress) left(now runner.Progress) string {
	steps := now.Done - p.first
	if steps == 0 || now.Done == now.Total {
		return ""
	}
	each := time.Since(p.started) / time.Duration(steps)
	return fmt.Sprintf(", about %v left", (each * time.Duration(now.Total-now.Done)).Round(time.Second))
}

// end leaves the terminal's line empty for what follows.
func (p *progress) end() {
	if p.bar != nil {
		_ = p.bar.Clear()
		p.bar = nil
	}
}
