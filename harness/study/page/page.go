// Package page writes a short page for each strategy and each experiment: what one would
// otherwise collect from the code, the ledger, the report and the guide.
//
// # Model
//
// [Render] makes pages from what is there already. A strategy's text is its package comment, its
// diagram and its table of traits come from its row of the catalog and from one description of
// how a task travels, and numbers come from a [study.Book]: the reader's runs first, and the
// reference run, marked, for what those lack. An experiment's page shows its plan, its numbers,
// and what rests on them. No text is copied by hand and no number typed, so a page cannot say
// something else than its sources do.
//
// [Write] puts the pages beside the guide of a run and removes those of strategies and experiments
// that no longer exist.
//
// # What it is not
//
// It is no report: a page has a few numbers per strategy or setting, and the report of the run has
// all of them, with its footnotes. A rank here is an order of intervals and decides
// nothing; verdicts are the ledger's.
package page

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"

	"github.com/google/renameio/v2"

	"poolbench/harness/experiment"
	"poolbench/harness/study"
	"poolbench/variants/catalog"
)

// The directories below [study.PagesDir].
const (
	strategiesDir  = "strategies"
	experimentsDir = "experiments"
)

// Page is a file that is not written yet.
type Page struct {
	// Path is where it goes, relative to the run's directory, with slashes.
	Path string
	// Text is Markdown.
	Text string
}

// Render returns all pages as they are to stand below dir, the directory of a run: first the index,
// then a page per strategy and per experiment. Numbers come from b, links to code start at root,
// the repository's directory. It is an error if a source, or a run's table of behaviour, cannot
// be read.
func Render(b *study.Book, dir, root string) ([]Page, error) {
	s, err := newSite(b, dir, root)
	if err != nil {
		return nil, err
	}
	pages := []Page{}
	add := func(at string, write func(*page)) {
		p := &page{site: s, at: at}
		write(p)
		if p.err != nil && err == nil {
			err = fmt.Errorf("page %s: %w", at, p.err)
		}
		pages = append(pages, Page{at, p.String()})
	}
	add(path.Join(study.PagesDir, "README.md"), (*page).index)
	for _, name := range catalog.Names() {
		add(strategyPath(name), func(p *page) { p.strategy(name) })
	}
	for _, name := range experiment.Names() {
		add(experimentPath(name), func(p *page) { p.experiment(name) })
	}
	if err != nil {
		return nil, err
	}
	return pages, nil
}

func strategyPath(name string) string {
	return path.Join(study.PagesDir, strategiesDir, name+".md")
}

func experimentPath(name string) string {
	return path.Join(study.PagesDir, experimentsDir, name+".md")
}

// Write writes the pages of [Render] into dir and returns their paths. All are rendered before one
// is replaced, and each is replaced whole. Then it removes other Markdown files from the
// directories of strategies and of experiments: pages of what no longer exists.
func Write(b *study.Book, dir, root string) ([]string, error) {
	pages, err := Render(b, dir, root)
	if err != nil {
		return nil, err
	}
	var written []string
	for _, p := range pages {
		at := filepath.Join(dir, filepath.FromSlash(p.Path))
		if err := replace(at, p.Text); err != nil {
			return written, fmt.Errorf("cannot write a page: %w", err)
		}
		written = append(written, at)
	}
	return written, removeOthers(filepath.Join(dir, study.PagesDir), written)
}

// replace writes a file whole, and its directory where there is none.
func replace(at, text string) error {
	if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
		return err
	}
	return renameio.WriteFile(at, []byte(text), 0o644)
}

// removeOthers removes the pages below dir that were not written.
func removeOthers(dir string, written []string) error {
	for _, kind := range []string{strategiesDir, experimentsDir} {
		found, err := filepath.Glob(filepath.Join(dir, kind, "*.md"))
		if err != nil {
			return err
		}
		for _, at := range found {
			if slices.Contains(written, at) {
				continue
			}
			if err := os.Remove(at); err != nil {
				return fmt.Errorf("cannot remove a page of what no longer exists: %w", err)
			}
		}
	}
	return nil
}
