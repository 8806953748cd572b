package study

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"github.com/google/renameio/v2"

	"poolbench/harness/report"
)

// File is the name of the guide in a run's directory.
const File = "STUDY.md"

// PagesDir is the name of the directory beside the guide that has a page per strategy and per
// experiment: package page writes them.
const PagesDir = "pages"

// guide is STUDY.md under construction.
type guide struct {
	strings.Builder
	book *Book
	// root is the way from the guide's directory to the repository's, with slashes.
	root string
	// dir is the guide's directory.
	dir string
}

// Write renders the guide into dir, with numbers of b, and returns its path. An existing guide is
// replaced whole, or not at all if there is an error: see [Render], or a disk that is full.
func Write(b *Book, dir, root string) (string, error) {
	text, err := Render(b, dir, root)
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, File)
	if err := renameio.WriteFile(path, []byte(text), 0o644); err != nil {
		return "", fmt.Errorf("cannot write the guide: %w", err)
	}
	return path, nil
}

// Render is the guide as it is to stand in dir, with numbers of b. Links to code start at root,
// the repository's directory. A template that is wrong is an error.
func Render(b *Book, dir, root string) (string, error) {
	way, err := Way(dir, root)
	if err != nil {
		return "", err
	}
	linked := *b
	linked.root = way
	g := &guide{book: &linked, root: way, dir: dir}
	g.head()
	for i, c := range Chapters() {
		if err := g.chapter(i+1, c); err != nil {
			return "", fmt.Errorf("chapter %s: %w", c.Key, err)
		}
	}
	return g.String(), nil
}

// Way is the way from one directory to another, or to a file, with slashes.
func Way(from, to string) (string, error) {
	from, err := filepath.Abs(from)
	if err != nil {
		return "", err
	}
	if to, err = filepath.Abs(to); err != nil {
		return "", err
	}
	way, err := filepath.Rel(from, to)
	return filepath.ToSlash(way), err
}

// paragraph writes one, with an empty line after it.
func (g *guide) paragraph(format string, args ...any) { _, _ = fmt.Fprintf(g, format+"\n\n", args...) }

func (g *guide) head() {
	run := g.book.Runs[0]
	g.paragraph("# Study guide")
	g.paragraph("Numbers are medians with 95 %% intervals from %s: %s, run %s (%s).", run.Dir, run.Machine(), run.Table.Run.ID, run.Table.Run.Plan.Mode)
	if other := g.book.Reference(); other != nil && other != run {
		g.paragraph("%s marks what was measured on the reference machine and not on yours: %s. `make bench` replaces most of these, `make bench ALL=1` the others, and `make bench-node` those about Node.js.",
			Dagger, other.Machine())
	}
	if node := g.book.Companion(); node != nil && node != run {
		g.paragraph("What stands here about Node.js was measured in a run of its own, with Go beside it: %s, %s, run %s.", node.Dir, node.Machine(), node.Table.Run.ID)
	}
	for _, r := range g.book.Runs {
		for _, doubt := range r.Doubts {
			g.paragraph("**Careful with %s:** %s.", r.Dir, doubt)
		}
	}
	g.paragraph("Say what you predict aloud, and only then open the answer. The texts of the chapters hold numbers that their questions ask for: " +
		"take a chapter's questions first, or `bin/poolbench quiz`, which keeps the score, and read its text then.")
	g.paragraph("Beside it: [a page per strategy and per experiment](%s/README.md), with mechanism, diagram and numbers.", PagesDir)
	for i, c := range Chapters() {
		_, _ = fmt.Fprintf(g, "%d. [%s](#%s)\n", i+1, c.Title, Anchor(heading(i+1, c)))
	}
	g.paragraph("")
}

// Anchor is what GitHub links a heading by: lower case, without punctuation, with dashes for spaces.
func Anchor(heading string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case unicode.IsLetter(r), unicode.IsDigit(r), r == '-', r == '_':
			return unicode.ToLower(r)
		}
		return -1
	}, heading)
}

func heading(number int, c Chapter) string { return fmt.Sprintf("%d. %s", number, c.Title) }

func (g *guide) chapter(number int, c Chapter) error {
	g.paragraph("## %s", heading(number, c))
	text, err := c.Text()
	if err != nil {
		return err
	}
	if err := g.text(text); err != nil {
		return err
	}
	for _, f := range c.Facts {
		if err := g.fact(f); err != nil {
			return fmt.Errorf("fact %s: %w", f.ID, err)
		}
	}
	for _, q := range Questions() {
		if q.Topic != c.Key {
			continue
		}
		if err := g.question(q); err != nil {
			return fmt.Errorf("question %s: %w", q.ID, err)
		}
	}
	return nil
}

// text writes what a template says as a paragraph.
func (g *guide) text(text string) error {
	text, err := g.book.Text(text)
	if err == nil {
		g.paragraph("%s", strings.TrimSpace(text))
	}
	return err
}

func (g *guide) fact(f Fact) error {
	if err := g.text("### " + f.Says); err != nil {
		return err
	}
	if err := g.text(f.Text); err != nil {
		return err
	}
	var see []string
	if f.Program {
		see = append(see, fmt.Sprintf("proof: [`go run ./harness/study/facts/%s`](%s)", f.ID, path.Join(g.root, "harness/study/facts", f.ID, "main.go")))
	}
	for _, s := range f.Sources {
		name := s.URL
		if s.File != "" {
			name = s.File + ": " + s.Symbol
		}
		see = append(see, fmt.Sprintf("[%s](%s)", name, s.Link()))
	}
	g.paragraph("*See* %s.", strings.Join(see, "; "))
	return nil
}

func (g *guide) question(q Asked) error {
	if err := g.text(fmt.Sprintf("### Question %d: %s", q.Number, q.Ask)); err != nil {
		return err
	}
	if err := g.text("**Predict first:** " + q.Predict.prompt()); err != nil {
		return err
	}
	g.paragraph("<details><summary>A model answer</summary>")
	predicted, err := g.book.predicted(q.Predict)
	if err != nil {
		return err
	}
	g.paragraph("**It was:** %s", predicted)
	answer, err := g.book.Answer(q.Question)
	if err != nil {
		return err
	}
	g.paragraph("%s", answer)
	objections, err := g.book.Objections(q.Question)
	if err != nil {
		return err
	}
	for _, sentence := range objections {
		kind, rest, _ := strings.Cut(sentence, ":")
		g.paragraph("**%s:**%s", kind, rest)
	}
	return g.behind(q)
}

// predicted is what a prediction is held against, in a line: the number, those of all options, or the
// verdict.
func (b *Book) predicted(p Prediction) (string, error) {
	if p.Verdict != "" {
		text, _, err := b.Verdict(p.Verdict)
		return text, err
	}
	if p.Number != nil {
		n, err := b.Number(p.Number)
		return n.String(), err
	}
	numbers, err := b.Together(p.Quantities())
	if err != nil {
		return "", err
	}
	texts := make([]string, len(numbers))
	for i, n := range numbers {
		texts[i] = fmt.Sprintf("%s %s", p.Options[i].Label, n)
	}
	return strings.Join(texts, "; "), nil
}

// Answer is the model answer as a list in Markdown, filled in: an item per part.
func (b *Book) Answer(q Question) (string, error) {
	var lines []string
	for _, part := range []struct{ label, text string }{
		{"Answer", q.Answer.Claim}, {"Why", q.Answer.Mechanism}, {"Measured", q.Answer.Measured}, {"Limits", q.Answer.Fails}, {"Watch", q.Answer.Monitor},
	} {
		text, used, err := b.fill(part.text)
		if err != nil {
			return "", err
		}
		if part.label == "Measured" {
			text = located(text, used)
		}
		lines = append(lines, fmt.Sprintf("- **%s:** %s", part.label, text))
	}
	return strings.Join(lines, "\n"), nil
}

// located is a sentence with numbers, and where they were measured.
func located(sentence string, used []*Run) string {
	var mine, others []string
	for _, r := range used {
		at, list := "on "+r.Machine(), &mine
		if !r.Own {
			at, list = Dagger+" on "+r.Machine(), &others
		}
		if !slices.Contains(*list, at) {
			*list = append(*list, at)
		}
	}
	return strings.Join(append([]string{strings.TrimSuffix(sentence, ".")}, append(mine, others...)...), ", ") + "."
}

// behind writes what follows an answer, and closes it.
func (g *guide) behind(q Asked) error {
	var lines []string
	next, err := g.book.Text(strings.Join(q.FollowUps, " "))
	if err != nil {
		return err
	}
	lines = append(lines, "*They will ask next:* "+next)
	var code []string
	for _, c := range q.Code {
		code = append(code, fmt.Sprintf("[%s](%s)", c, path.Join(g.root, c.File)))
	}
	lines = append(lines, "*In the code:* "+strings.Join(code, ", "))
	for _, id := range q.Claims {
		c, _, err := g.book.Claim(id)
		if err != nil {
			return err
		}
		verdict, _, err := g.book.Verdict(id)
		if err != nil {
			return err
		}
		lines = append(lines, fmt.Sprintf("*Ledger:* %s, %s: %s", id, c.Quote, verdict))
	}
	if chart := g.chart(q.Chart); chart != "" {
		lines = append(lines, "*Chart:* "+chart)
	}
	g.paragraph("%s\n\n</details>", strings.Join(lines, "  \n"))
	return nil
}

// chart is a link to the chart of the first run that has it, marked if that is not the reader's; nothing
// if none has.
func (g *guide) chart(name string) string {
	for _, r := range g.book.Runs {
		at := g.book.Only(r).Chart(name)
		if at == "" {
			continue
		}
		way, err := Way(g.dir, at)
		if err != nil {
			return ""
		}
		link := fmt.Sprintf("[%s](%s)", name, way)
		if !r.Own {
			link += " " + Dagger
		}
		return link
	}
	return ""
}

// Chart is the path of a chart in the plots of the first run that has it; empty if none has.
func (b *Book) Chart(name string) string {
	if name == "" {
		return ""
	}
	for _, r := range b.Runs {
		at := filepath.Join(report.PlotsDir(r.Dir), name)
		if _, err := os.Stat(at); err == nil {
			return at
		}
	}
	return ""
}
