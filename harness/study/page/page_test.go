package page_test

import (
	"flag"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/conformance"
	"poolbench/harness/experiment"
	"poolbench/harness/study"
	"poolbench/harness/study/page"
	"poolbench/variants"
	"poolbench/variants/catalog"
)

// root is the repository's directory: tests start in this package's.
var root, _ = filepath.Abs("../../..")

// committed is the directory of the committed run, from the repository's.
const committed = "results/reference"

// open reads the committed run, once: nobody changes a book. It is read in the repository's directory.
var open = sync.OnceValues(func() (*study.Book, error) { return study.Open([]string{committed}, "") })

// reference is the book of the committed run; the test goes on in the repository's directory.
func reference(t *testing.T) *study.Book {
	t.Helper()
	t.Chdir(root)
	b, err := open()
	require.NoError(t, err)
	return b
}

// once renders the pages of the committed run, which no test changes.
var once = sync.OnceValues(func() ([]page.Page, error) {
	b, err := open()
	if err != nil {
		return nil, err
	}
	return page.Render(b, committed, ".")
})

// rendered are the pages of the committed run by path; the test goes on in the repository's directory.
func rendered(t *testing.T) map[string]string {
	t.Helper()
	reference(t)
	pages, err := once()
	return byPath(t, pages, err)
}

func render(t *testing.T, b *study.Book, dir string) map[string]string {
	t.Helper()
	pages, err := page.Render(b, dir, ".")
	return byPath(t, pages, err)
}

func byPath(t *testing.T, pages []page.Page, err error) map[string]string {
	t.Helper()
	require.NoError(t, err)
	texts := map[string]string{}
	for _, p := range pages {
		texts[p.Path] = p.Text
	}
	assert.Len(t, texts, len(pages), "paths are unique")
	return texts
}

func strategyPage(name string) string   { return "pages/strategies/" + name + ".md" }
func experimentPage(name string) string { return "pages/experiments/" + name + ".md" }

// between is what stands between two texts; empty if one is missing.
func between(text, from, to string) string {
	_, rest, _ := strings.Cut(text, from)
	inside, _, found := strings.Cut(rest, to)
	if !found {
		return ""
	}
	return inside
}

func TestEveryStrategyAndExperimentHasAPage(t *testing.T) {
	pages := rendered(t)
	index := pages["pages/README.md"]
	for _, name := range catalog.Names() {
		assert.Contains(t, pages, strategyPage(name))
		assert.Contains(t, index, "["+name+"](strategies/"+name+".md)")
	}
	for _, name := range experiment.Names() {
		assert.Contains(t, pages, experimentPage(name))
		assert.Contains(t, index, "["+name+"](experiments/"+name+".md)")
	}
	assert.Len(t, pages, 1+len(catalog.Names())+len(experiment.Names()))
}

// A page has what the package comment says under each heading, what the row declares, and a number
// wherever the committed run has been planned to have one.
func TestStrategyPagesAreComplete(t *testing.T) {
	pages := rendered(t)
	for _, row := range catalog.Rows() {
		if row.Face == catalog.Guarded {
			continue
		}
		t.Run(row.Variant, func(t *testing.T) {
			text := pages[strategyPage(row.Variant)]
			assert.Contains(t, text, row.Idea)
			for _, heading := range []string{"Idea", "Mechanism", "When to use it", "How it fails"} {
				said := between(text, "## "+heading+"\n\n", "\n\n")
				require.NotEmpty(t, said, heading)
				firstWords := strings.Join(strings.Fields(said)[:5], " ")
				source, err := variants.Source.ReadFile(row.Variant + "/" + row.Variant + ".go")
				require.NoError(t, err)
				flat := strings.Join(strings.Fields(strings.ReplaceAll(string(source), "//", "")), " ")
				assert.Contains(t, flat, firstWords, "it stands in the source")
			}
			for _, heading := range []string{"What it declares", "How it is opened", "Its place on this machine", "In the ledger", "Code"} {
				assert.Contains(t, text, "## "+heading+"\n")
			}
			assert.Equal(t, row.Face == catalog.Native, strings.Contains(text, "## Native behaviour"))
			assert.Contains(t, text, row.Panics)
			assert.NotContains(t, text, study.NotMeasured)
			assert.NotContains(t, text, study.Dagger, "all of it is the run's own")
			assert.NotContains(t, text, "unknown version")
		})
	}
}

// What a library breaks of its own promises is on its page, also if a table has missed it.
func TestBrokenPromisesAreNamed(t *testing.T) {
	pages := rendered(t)
	require.NotEmpty(t, conformance.Promises())
	for _, promise := range conformance.Promises() {
		text := between(pages[strategyPage(promise.Variant)], "## Native behaviour", "## Its place")
		assert.Contains(t, text, "`"+promise.Case+"`")
		assert.Contains(t, text, promise.Source)
	}
}

// A rank is how many intervals lie wholly below, and how many do not lie wholly above; the serial
// reference has none.
func TestRanksAreRanges(t *testing.T) {
	pages := rendered(t)
	b := reference(t)
	var numbers []study.Number
	var texts []string
	for _, row := range catalog.Rows() {
		if row.Face != catalog.Native {
			continue
		}
		n, err := b.Number(study.Median{Cell: "grain/grain=150us/" + row.Variant + "/native", Metric: experiment.TimePerTask})
		require.NoError(t, err)
		numbers, texts = append(numbers, n), append(texts, pages[strategyPage(row.Variant)])
	}
	for i, n := range numbers {
		first, last := 1, len(numbers)
		for _, other := range numbers {
			if other.Hi < n.Lo {
				first++
			}
			if other.Lo > n.Hi {
				last--
			}
		}
		places := fmt.Sprintf("%d–%d", first, last)
		if first == last {
			places = fmt.Sprint(first)
		}
		assert.Contains(t, texts[i], fmt.Sprintf("| time per task of 150 µs | %s | %s of %d |", n, places, len(numbers)))
	}
	serial := between(pages[strategyPage(catalog.Serial)], "## Its place", "## In the ledger")
	assert.Contains(t, serial, "| time per empty task, 1 submitter |")
	assert.NotContains(t, serial, "rank, of")
	assert.NotRegexp(t, `\d of \d`, serial)
}

func TestExperimentPagesAreComplete(t *testing.T) {
	pages := rendered(t)
	for _, e := range experiment.For(reference(t).Runs[0].Procs()) { // of the run, not of this machine
		t.Run(e.Name, func(t *testing.T) {
			text := pages[experimentPage(e.Name)]
			assert.Contains(t, text, "**"+e.Question+"**")
			assert.Contains(t, text, e.Reading)
			assert.Contains(t, text, "bin/poolbench run --experiment "+e.Name+" ")
			assert.NotEmpty(t, between(text, "## Load\n\n", "\n\n"))
			assert.NotContains(t, text, study.NotMeasured)
			assert.NotContains(t, text, study.Dagger)
			source := e.Name
			if e.Node {
				source = "node"
				assert.Contains(t, text, "`make bench-node`")
				assert.NotContains(t, text, "`make bench`", "it never measures these")
			}
			assert.Contains(t, text, "harness/experiment/"+source+".go")
			for _, b := range e.Blocks {
				assert.Contains(t, between(text, "## Settings", "## Results"), b.Value)
			}
		})
	}
}

// The numbers on a page are those that the book has.
func TestNumbersAreTheBooks(t *testing.T) {
	pages := rendered(t)
	b := reference(t)
	number := func(q study.Quantity) string {
		n, err := b.Number(q)
		require.NoError(t, err)
		return n.String()
	}
	spawn := number(study.Median{Cell: "overhead/submitters=1/spawn/own", Metric: experiment.TimePerTask})
	assert.Contains(t, pages[strategyPage("spawn")], "| time per empty task, 1 submitter | "+spawn+" | 4 of 4 |")
	speedUp := number(study.Ratio{Of: "grain/grain=150us/inline/own", To: "grain/grain=150us/ants/native", Metric: experiment.TimePerTask})
	assert.Contains(t, pages[strategyPage("ants")], speedUp+" with tasks of 150 µs")
	one := number(study.Median{Cell: "waiting/workers=128/channel/own", Metric: experiment.TimePerTask})
	assert.Contains(t, pages[experimentPage("waiting")], "| 128 | "+one+" |")
	fft := number(study.Ratio{Of: "workloads/kernel=fft/inline/own", To: "workloads/kernel=fft/channel/own", Metric: experiment.TimePerTask})
	assert.Contains(t, pages[experimentPage("workloads")], "| fft | "+fft+" |")
	assert.Contains(t, pages[experimentPage("burst")], "out of memory 3 of 3", "a failure is a result")
}

// Each chart is on the page of its experiment; two are about the whole run.
func TestEveryChartIsLinked(t *testing.T) {
	pages := rendered(t)
	var charts []string
	for _, of := range []string{"plots/reference/*.png", "plots/node/reference/*.png"} {
		found, err := filepath.Glob(of)
		require.NoError(t, err)
		require.NotEmpty(t, found, of)
		charts = append(charts, found...)
	}
	var all strings.Builder
	for _, name := range experiment.Names() {
		all.WriteString(pages[experimentPage(name)])
	}
	for _, chart := range charts {
		if name := filepath.Base(chart); name != "overview.png" && name != "architecture.png" {
			assert.Contains(t, all.String(), "/"+name+")")
		}
	}
}

var (
	link    = regexp.MustCompile(`\]\(([^)]+)\)`)
	heading = regexp.MustCompile(`(?m)^#+ (.*)$`)
	dropped = regexp.MustCompile(`[^\p{L}\p{N}_ -]`)
)

// Each link leads to a page, to a file, and where it names one, to a heading there.
func TestLinksLeadSomewhere(t *testing.T) {
	pages := rendered(t)
	guide, err := study.Render(reference(t), committed, ".")
	require.NoError(t, err)
	assert.Contains(t, guide, "(pages/README.md)", "the guide leads to the pages")
	for at, text := range pages {
		for _, found := range link.FindAllStringSubmatch(text, -1) {
			if strings.HasPrefix(found[1], "https://") {
				continue
			}
			target, anchor, _ := strings.Cut(found[1], "#")
			name := path.Join(committed, path.Dir(at), target)
			leads(t, name, anchor, at, func() (string, bool) {
				if text, ok := pages[strings.TrimPrefix(name, committed+"/")]; ok {
					return text, true
				}
				return guide, name == committed+"/"+study.File
			})
		}
	}
}

// leads checks one link: a page that is rendered need not be on disk.
func leads(t *testing.T, name, anchor, at string, page func() (string, bool)) {
	t.Helper()
	text, isPage := page()
	if !isPage {
		if _, err := os.Stat(name); !assert.NoError(t, err, at) || anchor == "" {
			return
		}
		file, err := os.ReadFile(name)
		require.NoError(t, err)
		text = string(file)
	}
	if anchor == "" {
		return
	}
	var anchors []string
	for _, h := range heading.FindAllStringSubmatch(text, -1) {
		anchors = append(anchors, strings.ReplaceAll(dropped.ReplaceAllString(strings.ToLower(h[1]), ""), " ", "-"))
	}
	assert.Contains(t, anchors, anchor, "%s leads to %s", at, name)
}

func TestRenderingIsDeterministic(t *testing.T) {
	assert.Equal(t, rendered(t), render(t, reference(t), committed))
}

func TestWriteReplacesAndRemoves(t *testing.T) {
	b := reference(t)
	dir := t.TempDir()
	stale := filepath.Join(dir, "pages", "strategies", "gone.md")
	notes := filepath.Join(dir, "pages", "strategies", "notes.txt")
	require.NoError(t, os.MkdirAll(filepath.Dir(stale), 0o755))
	for _, at := range []string{stale, notes, filepath.Join(dir, "pages", "README.md")} {
		require.NoError(t, os.WriteFile(at, []byte("earlier"), 0o644))
	}
	written, err := page.Write(b, dir, ".")
	require.NoError(t, err)
	pages := render(t, b, dir)
	assert.Len(t, written, len(pages))
	for _, at := range written {
		text, err := os.ReadFile(at)
		require.NoError(t, err)
		name, err := filepath.Rel(dir, at)
		require.NoError(t, err)
		assert.Equal(t, pages[filepath.ToSlash(name)], string(text))
	}
	assert.NoFileExists(t, stale, "a page of what no longer exists")
	assert.FileExists(t, notes, "only pages are removed")
	left, err := filepath.Glob(filepath.Join(dir, "pages", "*", ".*"))
	require.NoError(t, err)
	assert.Empty(t, left, "no temporary files")
}

func TestWriteSaysWhatItCannotDo(t *testing.T) {
	b := reference(t)
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "pages"), nil, 0o644))
	_, err := page.Write(b, dir, ".")
	assert.ErrorContains(t, err, "cannot write a page")
	run := shortened(t, func(string) bool { return false })
	require.NoError(t, os.WriteFile(filepath.Join(run, "native.json"), []byte("{"), 0o644))
	b, err = study.Open([]string{run}, "")
	require.NoError(t, err)
	_, err = page.Render(b, run, ".")
	assert.ErrorContains(t, err, "native.json")
}

var update = flag.Bool("update", false, "rewrite the committed pages")

// The committed pages are what the code and the committed run say, and there are no others.
func TestCommittedPagesAreCurrent(t *testing.T) {
	pages := rendered(t)
	if *update {
		_, err := page.Write(reference(t), committed, ".")
		require.NoError(t, err)
	}
	for at, text := range pages {
		file, err := os.ReadFile(filepath.Join(committed, at))
		require.NoError(t, err, "run go test ./harness/study/page -update")
		assert.True(t, text == string(file), "%s is another: run go test ./harness/study/page -update", at) // a diff of pages is long
	}
	files, err := filepath.Glob(filepath.Join(committed, "pages", "*", "*"))
	require.NoError(t, err)
	assert.Len(t, files, len(pages)-1, fmt.Sprint("without the index: ", files))
}
