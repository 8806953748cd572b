package exercises

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// Columns is how wide a verdict is at most, unless a word is longer.
const Columns = 100

// Outcome is how a test ended.
type Outcome string

// The outcomes. A test that was not reached because one before it took the program down has none.
const (
	Kept    Outcome = "kept"
	Broken  Outcome = "broken"
	Skipped Outcome = "skipped"
)

// Test is what one test of an exercise said.
type Test struct {
	// Name is its function's.
	Name string
	// Rule is what it holds a solution to, as a sentence; the name if it did not say.
	Rule    string
	Outcome Outcome
	// Measured and Broken are what it found, in words.
	Measured, Broken []string
	// Reason is why it was skipped.
	Reason string
}

// Verdict is what became of an exercise.
type Verdict struct {
	Exercise Exercise
	// Tests are in the order in which they ran.
	Tests []Test
	// Compile is what the compiler objects to, a line each: nothing ran then.
	Compile []string
	// Ended says in a line how the whole program went down, in a test or before the first; empty if
	// it did not.
	Ended string
}

// Green tells whether a rule was kept and none broken.
func (v Verdict) Green() bool {
	return len(v.Compile) == 0 && v.Ended == "" && v.count(Broken) == 0 && v.count(Kept) > 0
}

func (v Verdict) count(o Outcome) int {
	n := 0
	for _, t := range v.Tests {
		if t.Outcome == o {
			n++
		}
	}
	return n
}

// marks stand before the rules.
var marks = map[Outcome]string{Kept: "✓", Broken: "✗", Skipped: "–"}

// Write says the verdict on file, which was judged. An error is w's.
func (v Verdict) Write(w io.Writer, file string) error {
	var b strings.Builder
	say(&b, "", "Exercise %d, %s", v.Exercise.Number, v.Exercise.Title)
	say(&b, "", "judged: %s\n", file)
	for _, t := range v.Tests {
		t.write(&b)
	}
	switch {
	case v.Ended != "" && len(v.Tests) == 0:
		say(&b, "      ", "    broken: %s", v.Ended)
		say(&b, "  ", "The program ended before the first test, so no rule was judged.")
	case v.Ended != "":
		say(&b, "  ", "The program ended there, so rules that come after it were not judged.")
	}
	for _, line := range v.Compile {
		say(&b, "    ", "%s", line)
	}
	b.WriteByte('\n')
	v.sum(&b)
	_, err := io.WriteString(w, b.String())
	return err
}

func (t Test) write(w *strings.Builder) {
	say(w, "  ", "%s %s", marks[t.Outcome], t.Rule)
	for _, line := range t.Measured {
		say(w, "      ", "    measured: %s", line)
	}
	for _, line := range t.Broken {
		say(w, "      ", "    broken: %s", line)
	}
	if t.Outcome == Skipped {
		say(w, "      ", "    not judged: %s", t.Reason)
	}
}

// sum says what to make of it.
func (v Verdict) sum(w *strings.Builder) {
	switch {
	case len(v.Compile) > 0:
		say(w, "", "It does not compile, so nothing was judged.")
	case v.Green() && len(v.Tests) == 1:
		say(w, "", "Solved: the rule is kept.")
	case v.Green() && v.count(Skipped) == 0:
		say(w, "", "Solved: all %d rules are kept.", v.count(Kept))
	case v.Green():
		say(w, "", "All that could be judged here is right: %d of %d rules.", v.count(Kept), len(v.Tests))
	case v.count(Broken) == 0 && v.count(Skipped) > 0:
		say(w, "", "Nothing could be judged here.")
	case len(v.Tests) == 0:
		say(w, "", "Not yet. The story is in %s.", v.Exercise.Readme())
	default:
		say(w, "", "Not yet: %d of %d rules kept. The story is in %s.", v.count(Kept), len(v.Tests), v.Exercise.Readme())
		say(w, "", "A hint: make exercise N=%d HINT=1", v.Exercise.Number)
	}
}

// say prints a sentence, folded to [Columns]; what does not fit into the first line is indented.
func say(w *strings.Builder, indent, format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	for i, line := range strings.Split(text, "\n") {
		if i > 0 {
			line = indent + line
		}
		w.WriteString(fold(line, indent) + "\n")
	}
}

// fold breaks a line at spaces if it is too long. The spaces that it begins with stay.
func fold(line, indent string) string {
	if utf8.RuneCountInString(line) <= Columns { // spaces may align a table
		return line
	}
	words := strings.Fields(line)
	var b strings.Builder
	at := strings.Repeat(" ", len(line)-len(strings.TrimLeft(line, " ")))
	width := utf8.RuneCountInString(at)
	b.WriteString(at)
	for i, word := range words {
		n := utf8.RuneCountInString(word)
		switch {
		case i == 0:
		case width+1+n > Columns:
			b.WriteString("\n" + indent)
			width = len(indent)
		default:
			b.WriteString(" ")
			width++
		}
		b.WriteString(word)
		width += n
	}
	return b.String()
}
