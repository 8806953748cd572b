package page

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"poolbench/harness/claim"
	"poolbench/harness/conformance"
	"poolbench/harness/experiment"
	"poolbench/harness/report"
	"poolbench/harness/sample"
	"poolbench/harness/study"
)

// site is what all pages share.
type site struct {
	book *study.Book
	// dir is the run's directory, root the repository's, both as the process sees them.
	dir, root string
	// native is what libraries do with the contract's rules; nil if no run has that.
	native *conformance.Table
	// reports are those that the runs have, in their order.
	reports []file
	// ledger is for the processors of the first run, plans are the experiments by number of
	// processors: both are looked at often, and take long to make.
	ledger []claim.Claim
	plans  map[int][]experiment.Experiment
	// from are the sources by experiment, for the same reason.
	from map[string][]*study.Run
}

// planFor is an experiment as a machine with so many processors has it; the zero value if there is none.
func (s *site) planFor(name string, procs int) experiment.Experiment {
	if s.plans[procs] == nil {
		s.plans[procs] = experiment.For(procs)
	}
	for _, e := range s.plans[procs] {
		if e.Name == name {
			return e
		}
	}
	return experiment.Experiment{}
}

// fewProcs and manyProcs are so far apart that what depends on the number of processors differs:
// small numbers fall together with settings that are there anyway, 2P with 4 if P is 2.
const fewProcs, manyProcs = 2, 8

// scales tells whether an experiment's settings depend on the number of processors.
func (s *site) scales(name string) bool {
	return values(s.planFor(name, fewProcs).Blocks) != values(s.planFor(name, manyProcs).Blocks)
}

// runFor is the first run that has samples of an experiment, whose number of processors its page is
// for; the first of all if none has.
func (s *site) runFor(name string) *study.Run {
	for _, r := range s.book.Runs {
		for _, series := range r.Table.Series {
			if series.Cell.Experiment == name && asked(series) {
				return r
			}
		}
	}
	return s.book.Runs[0]
}

// sources are the runs that numbers of an experiment come from, in their order. Where settings depend on
// the number of processors, those are of one number: 16 workers are 8P on one machine and 2P on another,
// which is another question.
func (s *site) sources(name string) []*study.Run {
	if found, ok := s.from[name]; ok {
		return found
	}
	found := slices.Clone(s.book.Runs)
	if s.scales(name) {
		procs := s.runFor(name).Procs()
		found = slices.DeleteFunc(found, func(r *study.Run) bool { return r.Procs() != procs })
	}
	s.from[name] = found
	return found
}

// asked tells whether there are samples of a cell, also if all have failed.
func asked(s *sample.Series) bool { return s != nil && len(s.Taken)+len(s.Failures) > 0 }

// file is a text and its path, as the process sees it.
type file struct{ path, text string }

func newSite(b *study.Book, dir, root string) (*site, error) {
	s := &site{
		book: b, dir: dir, root: root, ledger: claim.Ledger(b.Runs[0].Procs()),
		plans: map[int][]experiment.Experiment{}, from: map[string][]*study.Run{},
	}
	for _, r := range b.Runs {
		table, err := conformance.Read(filepath.Join(r.Dir, conformance.File))
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			return nil, err
		case s.native == nil:
			s.native = &table
		}
		at := filepath.Join(r.Dir, report.File)
		text, err := os.ReadFile(at)
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			return nil, err
		default:
			s.reports = append(s.reports, file{at, string(text)})
		}
	}
	return s, nil
}

// page is one under construction.
type page struct {
	strings.Builder
	*site
	// at is its path relative to the run's directory, with slashes.
	at string
	// err is the first one: what is written after it does not matter.
	err error
}

// fail remembers the first error.
func (p *page) fail(err error) {
	if p.err == nil {
		p.err = err
	}
}

// paragraph writes one, with an empty line after it.
func (p *page) paragraph(format string, args ...any) { _, _ = fmt.Fprintf(p, format+"\n\n", args...) }

// table writes one; nothing without rows.
func (p *page) table(head []string, rows [][]string) {
	if len(rows) == 0 {
		return
	}
	line := func(cells []string) {
		for i, c := range cells {
			cells[i] = strings.ReplaceAll(c, "|", `\|`)
		}
		_, _ = fmt.Fprintf(p, "| %s |\n", strings.Join(cells, " | "))
	}
	line(slices.Clone(head))
	_, _ = fmt.Fprintf(p, "|%s\n", strings.Repeat(":--|", len(head)))
	for _, r := range rows {
		line(slices.Clone(r))
	}
	_, _ = fmt.Fprintln(p)
}

// list writes an item per line; nothing without items.
func (p *page) list(items []string) {
	if len(items) > 0 {
		p.paragraph("- %s", strings.Join(items, "\n- "))
	}
}

// way is how one gets from the page to a file that the process sees at target.
func (p *page) way(target string) string {
	way, err := study.Way(filepath.Join(p.dir, filepath.FromSlash(path.Dir(p.at))), target)
	p.fail(err)
	return way
}

// code is a link to a file or directory of the repository, called by its path.
func (p *page) code(name string) string {
	return fmt.Sprintf("[%s](%s)", name, p.way(filepath.Join(p.root, filepath.FromSlash(name))))
}

// toReport is a link to a section of the first report that has it, or the plain text.
func (p *page) toReport(text, section string) string {
	for _, r := range p.reports {
		if strings.Contains(r.text, "\n## "+section+"\n") {
			return fmt.Sprintf("[%s](%s#%s)", text, p.way(r.path), study.Anchor(section))
		}
	}
	return text
}

// chart is the path of a chart in the plots of the first run that has it, and the mark of that run;
// empty if none has.
func (p *page) chart(name string) (at, whose string) {
	for _, r := range p.book.Runs {
		if at := p.book.Only(r).Chart(name + ".png"); at != "" {
			return at, mark(r)
		}
	}
	return "", ""
}

// charts are links to those of the named charts that a run has.
func (p *page) charts(names ...string) []string {
	var links []string
	for _, name := range names {
		if at, whose := p.chart(name); at != "" {
			links = append(links, fmt.Sprintf("[%s](%s)%s", name, p.way(at), whose))
		}
	}
	return links
}

// number is a quantity of a cell, or of that and another of its experiment, as the sources have it: see
// [study.Book.Number].
func (p *page) number(cell string, q study.Quantity) study.Number {
	name, _, _ := strings.Cut(cell, "/")
	n, err := p.book.Only(p.sources(name)...).Number(q)
	p.fail(err)
	return n
}

// value is the median of a metric of that cell, as text.
func (p *page) value(cell, metric string) string {
	return p.number(cell, study.Median{Cell: cell, Metric: metric}).String()
}

// mark is a dagger for what a run of others says.
func mark(r *study.Run) string {
	if r.Own {
		return ""
	}
	return " " + study.Dagger
}

// source says where the page's numbers come from: run, and another one of its kind for what it lacks.
func (p *page) source(run *study.Run) {
	text := fmt.Sprintf("Medians with 95 %% intervals, measured on %s.", run.Machine())
	if !run.Own {
		text = fmt.Sprintf("%s marks medians, with 95 %% intervals, of the reference machine, %s.", study.Dagger, run.Machine())
	} else if i := slices.IndexFunc(p.book.Runs, func(r *study.Run) bool { return !r.Own && r.Node == run.Node }); i >= 0 {
		text += fmt.Sprintf(" %s: of the reference machine, %s.", study.Dagger, p.book.Runs[i].Machine())
	}
	for _, r := range p.book.Runs {
		for _, doubt := range r.Doubts {
			text += fmt.Sprintf(" Careful with %s: %s.", r.Dir, doubt)
		}
	}
	p.paragraph("<sub>%s Generated by `poolbench study` from the code and run %s.</sub>", text, run.Table.Run.ID)
}
