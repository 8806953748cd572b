// Package exercises judges the exercises of the study guide: small pools that are broken or slow in
// one way each, for a reader to repair.
//
// # Model
//
// An [Exercise] is a directory here: a story, one file to edit, a test that fails, and three hints.
// All Go files in it are behind the build tag "exercise", so that go test ./... does not see
// what is broken on purpose. A solution is a file of the same name below solutions, where nobody sees it
// by accident; to judge it, [Judge] lays it over the file of the exercise and runs the same test.
//
// The tests say in sentences what they hold a solution to and what they found, by package rule. A
// [Verdict] is these sentences and nothing else of what go test prints, unless a test died.
//
// # What it is not
//
// It does not judge style, and not whether a solution is the one that was meant: what keeps
// the rules is right.
package exercises

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// Dir is where the exercises are, as seen from the repository's directory.
const Dir = "harness/study/exercises"

// Hints is how many hints an exercise has: a nudge, the mechanism, nearly the solution.
const Hints = 3

// Exercise is one of them. [List] makes it.
type Exercise struct {
	// Number is what it is asked for by, from 1.
	Number int
	// Name is its directory's: "01-textbook-pool".
	Name string
	// Title is the heading of its README, "The textbook pool".
	Title string
	// File is the name of the file to edit, and of the solution.
	File string
	// dir is where the exercises are.
	dir string
}

var (
	// named is how directories of exercises are called.
	named = regexp.MustCompile(`^(\d\d)-[a-z-]+$`)
	// numbered is what a heading may begin with and a Title does not: "# Exercise 1: ".
	numbered = regexp.MustCompile(`^#\s*(Exercise\s*)?(\d+)?[.:]?\s*`)
)

// List returns the exercises in dir by number. One without a README or without a solution of
// exactly one file is an error.
func List(dir string) ([]Exercise, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("cannot list the exercises: %w", err)
	}
	var all []Exercise
	for _, entry := range entries {
		if !entry.IsDir() || !named.MatchString(entry.Name()) {
			continue
		}
		e, err := open(dir, entry.Name())
		if err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("no exercises in %s: run this in the repository's directory", dir)
	}
	return all, nil
}

func open(dir, name string) (Exercise, error) {
	e := Exercise{Name: name, dir: dir}
	e.Number, _ = strconv.Atoi(named.FindStringSubmatch(name)[1]) // two digits are a number
	readme, err := os.ReadFile(filepath.Join(dir, name, "README.md"))
	if err != nil {
		return e, fmt.Errorf("exercise %s has no story: %w", name, err)
	}
	heading, _, _ := strings.Cut(string(readme), "\n")
	e.Title = strings.TrimSpace(numbered.ReplaceAllString(heading, ""))
	solutions, err := filepath.Glob(filepath.Join(dir, "solutions", name, "*.go"))
	if err != nil || len(solutions) != 1 {
		return e, fmt.Errorf("exercise %s has %d solutions in %s: it has to be one file", name, len(solutions), filepath.Join(dir, "solutions", name))
	}
	e.File = filepath.Base(solutions[0])
	return e, nil
}

// Find returns the exercise with a number, "3" or "03". The error says which there are.
func Find(all []Exercise, number string) (Exercise, error) {
	n, err := strconv.Atoi(number)
	for _, e := range all {
		if err == nil && e.Number == n {
			return e, nil
		}
	}
	return Exercise{}, fmt.Errorf("no exercise %q: there are %d to %d", number, all[0].Number, all[len(all)-1].Number)
}

// Path is the file to edit, as seen from where List was called.
func (e Exercise) Path() string { return filepath.Join(e.dir, e.Name, e.File) }

// Solution is the file that solves it.
func (e Exercise) Solution() string { return filepath.Join(e.dir, "solutions", e.Name, e.File) }

// Readme is the file with the story.
func (e Exercise) Readme() string { return filepath.Join(e.dir, e.Name, "README.md") }

// Hint returns the text of a hint, from 1 to [Hints], in lines of at most [Columns].
func (e Exercise) Hint(level int) (string, error) {
	if level < 1 || level > Hints {
		return "", fmt.Errorf("no hint %d: allowed are 1 to %d", level, Hints)
	}
	text, err := os.ReadFile(filepath.Join(e.dir, e.Name, "hints", strconv.Itoa(level)+".md"))
	lines := strings.Split(string(text), "\n")
	for i, line := range lines {
		lines[i] = fold(line, "")
	}
	return strings.Join(lines, "\n"), err
}
