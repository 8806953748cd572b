package exercises

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"regexp"
	"strings"
)

// event is a line of go test -json, see go doc test2json; those of a build have an ImportPath
// and no Package.
type event struct {
	Action, Package, Test, Output string
	ImportPath, FailedBuild       string
}

// reader turns events into verdicts.
type reader struct {
	// programs are by the name of the exercise, builds by what was compiled.
	programs map[string]*program
	builds   map[string][]string
}

// program is the test of an exercise while its output is read.
type program struct {
	verdict *Verdict
	tests   []*heard
	// died is how it ended, if nothing comes after it that shows that it went on: a program may print a
	// line that begins like a panic, and one that recovers often does.
	died string
}

// heard is a test while its output is read.
type heard struct {
	Test
	// other is what else it printed, last what a further line belongs to.
	other []string
	last  *[]string
}

func newReader(verdicts []Verdict) *reader {
	r := &reader{programs: map[string]*program{}, builds: map[string][]string{}}
	for i := range verdicts {
		r.programs[verdicts[i].Exercise.Name] = &program{verdict: &verdicts[i]}
	}
	return r
}

// read takes all that go test -json printed, and completes the verdicts.
func (r *reader) read(out []byte) error {
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var e event
		if err := d.Decode(&e); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return fmt.Errorf("go test said what is no event: %w", err)
		}
		r.event(e)
	}
	for _, p := range r.programs {
		p.end()
	}
	return nil
}

func (r *reader) event(e event) {
	p := r.programs[path.Base(e.Package)]
	switch {
	case e.Action == "build-output":
		if line := strings.TrimSpace(e.Output); !strings.HasPrefix(line, "#") { // the name of what was compiled
			r.builds[e.ImportPath] = append(r.builds[e.ImportPath], line)
		}
	case p == nil: // of a package that is no exercise
	case e.Action == "fail" && e.FailedBuild != "":
		p.verdict.Compile = append(p.verdict.Compile, r.builds[e.FailedBuild]...)
	default:
		p.event(e)
	}
}

// event takes what the program did. If a goroutine takes it down between two tests, no test is named.
func (p *program) event(e event) {
	if p.goesOn(e) {
		p.died = ""
	}
	if e.Action == "output" {
		p.dies(strings.TrimRight(e.Output, "\n"))
	}
	if e.Test == "" {
		return
	}
	name, _, part := strings.Cut(e.Test, "/") // what its parts say is the test's
	t := p.test(name)
	switch {
	case e.Action == "output":
		t.line(e.Output)
	case !part && outcomes[e.Action] != "":
		t.Outcome = outcomes[e.Action]
	}
}

// outcomes are by the action that ends a test.
var outcomes = map[string]Outcome{"pass": Kept, "fail": Broken, "skip": Skipped}

// goesOn tells whether no dead program can have caused the event. That a test failed it can: it is
// said of the one that panicked.
func (p *program) goesOn(e event) bool {
	switch e.Action {
	case "run", "pass", "skip":
		return true
	case "output":
		return e.Output == "PASS\n" || e.Output == "FAIL\n" // said when all tests have ended
	default:
		return false
	}
}

// test is the one with that name, which may be new.
func (p *program) test(name string) *heard {
	for _, t := range p.tests {
		if t.Name == name {
			return t
		}
	}
	t := &heard{Test: Test{Name: name, Rule: name}}
	p.tests = append(p.tests, t)
	return t
}

// end completes the verdict. What was running when the program died is broken by that; if nothing was,
// it was the last test's goroutine, or it was before the first.
func (p *program) end() {
	for i, t := range p.tests {
		hit := t.Outcome == "" || p.died != "" && i == len(p.tests)-1
		if hit {
			t.Outcome = Broken
		}
		switch {
		case hit && p.died != "":
			t.Broken = append(t.Broken, p.died)
		case t.Outcome == Skipped:
			t.Reason = strings.Join(t.other, " ")
		case t.Outcome == Broken && len(t.Broken) == 0:
			t.Broken = t.other // one that does not say how has to be shown as it is
		}
		if t.Outcome == Broken && len(t.Broken) == 0 {
			t.Broken = []string{"it ended without a word"}
		}
		p.verdict.Tests = append(p.verdict.Tests, t.Test)
	}
	p.verdict.Ended = p.died
}

var (
	// logged is a line that a test logged: "    pool_test.go:12: rule: every task runs once".
	logged = regexp.MustCompile(`^\s+\w+\.go:\d+: (?:(rule|measured|broken): )?(.*)`)
	// fatal is the first line of what a program says that ends by itself.
	fatal = regexp.MustCompile(`^(?:panic|fatal error): (.*)`)
	// frame is a place in a stack.
	frame = regexp.MustCompile(`^\t(\S+\.go:\d+)`)
)

// line takes a line that a test printed.
func (t *heard) line(text string) {
	text = strings.TrimRight(text, "\n")
	if strings.HasPrefix(text, "===") || strings.HasPrefix(strings.TrimSpace(text), "---") {
		return
	}
	m := logged.FindStringSubmatch(text)
	switch {
	case m == nil && t.last != nil && strings.HasPrefix(text, further):
		lines := *t.last
		lines[len(lines)-1] += "\n" + strings.TrimPrefix(text, further)
	case m == nil: // printed by the program
		t.say(&t.other, strings.TrimSpace(text))
	case m[1] == "rule":
		t.Rule, t.last = m[2], nil
	case m[1] == "measured":
		t.say(&t.Measured, m[2])
	case m[1] == "broken":
		t.say(&t.Broken, m[2])
	default:
		t.say(&t.other, m[2])
	}
}

// further is what the second line of a message begins with.
const further = "        "

func (t *heard) say(to *[]string, text string) {
	*to = append(*to, text)
	t.last = to
}

// dies looks for how the program ends, and where, in a line that it printed. If there is more than one
// such line it is the last.
func (p *program) dies(line string) {
	file := p.verdict.Exercise.File + ":"
	if m := fatal.FindStringSubmatch(line); m != nil {
		p.died = ended(m[1])
	} else if at := frame.FindStringSubmatch(line); at != nil && p.died != "" && !strings.Contains(p.died, ", at "+file) {
		// The first place in the reader's own file is where to look.
		if place := path.Base(at[1]); strings.HasPrefix(place, file) {
			p.died += ", at " + place
		}
	}
}

// ended says in words what the runtime says shortly.
func ended(said string) string {
	said = strings.TrimSuffix(said, " [recovered, repanicked]")
	switch {
	case strings.HasPrefix(said, "test timed out"):
		return fmt.Sprintf("it did not end within %v, so something waits for ever", limit)
	case strings.HasPrefix(said, "all goroutines are asleep"), strings.HasPrefix(said, "deadlock:"):
		return "deadlock: every goroutine waits for another one, for ever"
	default:
		return "the program died: " + said
	}
}
