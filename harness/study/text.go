package study

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"text/template"

	"poolbench/harness/chart"
	"poolbench/harness/claim"
	"poolbench/harness/stats"
)

// Text fills in a template. What it may say:
//
//	{{median "overhead/submitters=1/spawn/own" "ns/op"}}    254 ns [234 ns, 684 ns]
//	{{ratio "grain/grain=0/spawn/own" "grain/grain=0/channel/own" "ns/op"}}    4.02× [3.8×, 4.3×]
//	{{fastest "ns/op" CELL CELL …}}    the row with the smallest median, and that
//	{{slowest "ns/op" CELL CELL …}}    the row with the largest one
//	{{perSecond (median CELL "ns/op")}}    how often a second, with the same interval
//	{{efficiency (ratio SERIAL CELL "ns/op")}}    speed-up per processor: 98% [97%, 99%]
//	{{serialFraction (ratio SERIAL CELL "ns/op")}}    that of Karp and Flatt, by the same speed-up
//	{{cores RATE UTILISATION (median CELL "cpu-ns/op")}}    processors that RATE tasks a second take
//	{{places LATENCY (median CELL "ns/op")}}    tasks that wait LATENCY milliseconds at most, if one ends every so often
//	{{times 16 (median CELL "ns/op")}}    16 times the number, in its unit
//	{{verdict "S07"}}    split: 2 of 4 hold, 1 open, 0.6× to 10×
//	{{hypothesis "S07"}}    what was tested
//	{{erratum "crashed-worker"}}    rule broken 3 of 3; corrected: 3 of 3 ran
//	{{procs}}    GOMAXPROCS of the reader's run, or of the reference if there is none
//	{{file "variants/spawn"}}    a link to a file or directory of this repository
//	{{given "10 ms"}}    10 ms: a number that is set or documented and not measured
//
// A metric or claim that does not exist is an error, and a template that does not parse.
func (b *Book) Text(text string) (string, error) {
	text, _, err := b.fill(text)
	return text, err
}

// fill is Text, and the runs that its numbers are from.
func (b *Book) fill(text string) (string, []*Run, error) {
	f := &filler{book: b}
	t, err := template.New("").Funcs(f.functions()).Parse(text)
	if err != nil {
		return "", nil, err
	}
	var out strings.Builder
	if err := t.Execute(&out, nil); err != nil {
		return "", nil, err
	}
	return out.String(), f.used, nil
}

// filler fills in a template and keeps account of the runs that it takes numbers from.
type filler struct {
	book *Book
	used []*Run
}

func (f *filler) use(r *Run) {
	if r != nil && !slices.Contains(f.used, r) {
		f.used = append(f.used, r)
	}
}

func (f *filler) functions() template.FuncMap {
	return template.FuncMap{
		"median":     func(cell, metric string) (Number, error) { return f.number(Median{cell, metric}) },
		"ratio":      func(of, to, metric string) (Number, error) { return f.number(Ratio{of, to, metric}) },
		"fastest":    func(metric string, cells ...string) (string, error) { return f.extreme(metric, cells, false) },
		"slowest":    func(metric string, cells ...string) (string, error) { return f.extreme(metric, cells, true) },
		"perSecond":  perSecond,
		"efficiency": efficiency, "serialFraction": serialFraction,
		"cores":      cores,
		"places":     places,
		"times":      times,
		"verdict":    f.verdict,
		"hypothesis": f.book.hypothesis,
		"erratum":    f.erratum,
		"procs":      func() int { return f.book.Runs[0].Procs() },
		"file":       f.book.file,
		"given":      func(text string) string { return text },
	}
}

func (f *filler) number(q Quantity) (Number, error) {
	n, err := f.book.Number(q)
	f.use(n.From)
	return n, err
}

// perSecond is how often something of so many nanoseconds can be done in a second.
func perSecond(n Number) Number {
	return n.Map(chart.Count, func(ns float64) float64 { return 1e9 / ns })
}

// efficiency is a speed-up divided by the processors of the run that it was measured in.
func efficiency(speedUp Number) Number {
	return speedUp.Map(chart.Percent, func(s float64) float64 { return s / float64(speedUp.From.Procs()) })
}

// serialFraction is the share that would have to be serial to explain a speed-up: see
// [stats.KarpFlatt]. With one processor it is not a number.
func serialFraction(speedUp Number) Number {
	return speedUp.Map(chart.Percent, func(s float64) float64 { return stats.KarpFlatt(s, speedUp.From.Procs()) })
}

// cores is how many processors tasks of so many nanoseconds keep busy if rate of them arrive in a
// second and utilisation of each processor may be used: the utilisation law of queueing theory.
func cores(rate, utilisation float64, n Number) Number {
	return n.Map(chart.Count, func(ns float64) float64 { return rate * ns / 1e9 / utilisation })
}

// places is how many tasks may wait if none is to wait longer than milliseconds and one ends every
// so many nanoseconds: Little's law.
func places(milliseconds float64, n Number) Number {
	return n.Map(chart.Count, func(ns float64) float64 { return milliseconds * 1e6 / ns })
}

// times is a number multiplied. Of the nanoseconds between two answers it makes what each of factor
// callers waits for his: Little's law again.
func times(factor float64, n Number) Number {
	return n.Map(n.Unit, func(v float64) float64 { return factor * v })
}

// extreme is the row of the cell with the smallest or largest median, and that; all of one run. It is
// the smallest one that was measured: whether the next one is told apart from it, nobody asks here.
func (f *filler) extreme(metric string, cells []string, largest bool) (string, error) {
	qs := make([]Quantity, len(cells))
	for i, cell := range cells {
		qs[i] = Median{cell, metric}
	}
	numbers, err := f.book.Together(qs)
	if err != nil || len(numbers) == 0 || !numbers[0].Known() {
		return NotMeasured, err
	}
	best := Extreme(numbers, largest)
	n := numbers[best]
	f.use(n.From)
	return fmt.Sprintf("%s with %s", n.From.series(cells[best]).Cell.RowKey(), n), nil
}

func (f *filler) verdict(id string) (string, error) {
	text, r, err := f.book.Verdict(id)
	f.use(r)
	return text, err
}

// Verdict is the verdict on the claim with id and what it shows, and the run that says so: see [Book.Claim].
// It has a dagger if that is not the reader's.
func (b *Book) Verdict(id string) (string, *Run, error) {
	c, r, err := b.Claim(id)
	if err != nil {
		return "", nil, err
	}
	text := fmt.Sprintf("%s: %s", c.Verdict, shown(c))
	if !r.Own {
		text += " " + Dagger
	}
	return text, r, nil
}

// shown is what a result shows, with the word that makes a threshold beside an interval a sentence.
func shown(c claim.Result) string {
	if len(c.Found) == 1 && len(c.Found[0].Tests) == 1 {
		if f := c.Found[0].Tests[0]; f.Effect != nil && f.Claimed != "" {
			return fmt.Sprintf("%s, claimed %s", f.Effect, f.Claimed)
		}
	}
	return c.Shown()
}

func (b *Book) hypothesis(id string) (string, error) {
	c, _, err := b.Claim(id)
	return c.Hypothesis, err
}

// file is a link to a file of the repository, or its name where there are no links.
func (b *Book) file(name string) string {
	if b.root == "" {
		return name
	}
	return fmt.Sprintf("[%s](%s)", name, path.Join(b.root, name))
}
