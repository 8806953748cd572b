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
	// verdicts are by the name of the exercise, builds by what was compiled.
	verdicts map[string]*Verdict
	builds   map[string][]string
}

func (r *reader) read(out []byte) error {
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var e event
		if err := d.Decode(&e); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return fmt.Errorf("go test said what is no event: %w", err)
		}
		r.event(e)
	}
}

func (r *reader) event(e event) {
	v := r.verdicts[path.Base(e.Package)]
	switch {
	case e.Action == "build-output":
		if line := strings.TrimSpace(e.Output); !strings.HasPrefix(line, "#") { // the name of what was compiled
			r.builds[e.ImportPath] = append(r.builds[e.ImportPath], line)
		}
	case v == nil: // of a package that is no exercise
	case e.Action == "fail" && e.FailedBuild != "":
		v.Compile = append(v.Compile, r.builds[e.FailedBuild]...)
	case e.Test != "":
		name, _, of := strings.Cut(e.Test, "/") // what its parts say is the test's
		v.test(name).event(v, e, of)
	case e.Action == "output":
		// If a goroutine takes the program down between two tests, no test is named.
		v.died(e.Output)
	case e.Action == "fail":
		v.unfinished()
	}
}

// test is the one with that name, which may be new.
func (v *Verdict) test(name string) *Test {
	for i := range v.Tests {
		if v.Tests[i].Name == name {
			return &v.Tests[i]
		}
	}
	v.Tests = append(v.Tests, Test{Name: name, Rule: name})
	return &v.Tests[len(v.Tests)-1]
}

// event takes what a test did; part is for what a part of it did.
func (t *Test) event(v *Verdict, e event, part bool) {
	switch e.Action {
	case "output":
		if !v.died(e.Output) {
			t.line(e.Output)
		}
	case "pass", "fail", "skip":
		if !part {
			t.end(map[string]Outcome{"pass": Kept, "fail": Broken, "skip": Skipped}[e.Action], v)
		}
	}
}

// end is the end of a test. One that is broken and does not say how has to be shown as it is.
func (t *Test) end(o Outcome, v *Verdict) {
	t.Outcome = o
	if o != Broken {
		return
	}
	if v.Ended != "" {
		t.Broken = append(t.Broken, v.Ended)
	} else if len(t.Broken) == 0 {
		t.Broken = t.other
	}
}

// unfinished ends what was running when the program ended.
func (v *Verdict) unfinished() {
	for i := range v.Tests {
		if t := &v.Tests[i]; t.Outcome == "" {
			t.end(Broken, v)
		}
	}
	if v.Ended != "" && v.count(Broken) == 0 && len(v.Tests) > 0 { // it was in no test's time
		v.Tests[len(v.Tests)-1].end(Broken, v)
	}
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
func (t *Test) line(text string) {
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

func (t *Test) say(to *[]string, text string) {
	*to = append(*to, text)
	t.last = to
}

// died looks for how the program ended, and where, in what it printed. It reports whether text is part of
// that.
func (v *Verdict) died(text string) bool {
	text = strings.TrimRight(text, "\n")
	switch m := fatal.FindStringSubmatch(text); {
	case v.Ended == "" && m != nil:
		v.Ended = ended(m[1])
	case v.Ended == "":
		return false
	case !strings.Contains(v.Ended, v.Exercise.File):
		// The first place in the reader's own file is where to look.
		if at := frame.FindStringSubmatch(text); at != nil && strings.Contains(path.Base(at[1]), v.Exercise.File+":") {
			v.Ended += ", at " + path.Base(at[1])
		}
	}
	return true
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
