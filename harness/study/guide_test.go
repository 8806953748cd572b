package study_test

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/study"
)

// root is the repository's directory as seen from this package's.
const root = "../.."

// reference is the book of the committed run alone.
func reference(t *testing.T) *study.Book {
	t.Helper()
	b, err := study.Open([]string{filepath.Join(root, "results/reference")}, "")
	require.NoError(t, err)
	return b
}

// Each question is complete, can be answered from the committed run, and its answer can be said in
// a minute. The conditions that answers rest on hold there: an answer that the reference machine
// contradicts would be wrong from the start.
func TestQuestionsAreComplete(t *testing.T) {
	b := reference(t)
	seen := map[string]bool{}
	for _, q := range study.Questions() {
		t.Run(q.ID, func(t *testing.T) {
			assert.False(t, seen[q.ID], "the ID is unique")
			seen[q.ID] = true
			assert.NotEmpty(t, q.Ask)
			assert.NotEmpty(t, q.FollowUps)
			assert.NotEmpty(t, q.Code)
			assert.NotEmpty(t, q.Predict.Text)
			assert.True(t, strings.HasSuffix(q.Ask, "?"))
			for _, part := range []string{q.Answer.Claim, q.Answer.Mechanism, q.Answer.Measured, q.Answer.Fails, q.Answer.Monitor} {
				assert.NotEmpty(t, part)
			}
			assert.Contains(t, q.Answer.Measured, "{{", "a number comes by reference")
			text, err := b.Answer(q.Question)
			require.NoError(t, err)
			assert.NotContains(t, text, study.NotMeasured)
			assert.LessOrEqual(t, len(strings.Fields(label.ReplaceAllString(text, ""))), study.MaxWords, text)
			assert.True(t, len(q.Rests)+len(q.Claims) > 0, "something can contradict the answer")
			for _, r := range q.Rests {
				verdict, n, err := b.Check(r)
				require.NoError(t, err)
				assert.Equal(t, study.Holds, verdict, "%s: %s", r.Says, n)
			}
			for _, id := range q.Claims {
				_, _, err := b.Claim(id)
				assert.NoError(t, err)
			}
			for _, c := range q.Code {
				assert.NoError(t, exists(c, root))
			}
			if q.Chart != "" {
				assert.NotEmpty(t, b.Chart(q.Chart), q.Chart)
			}
			predicts(t, b, q)
		})
	}
}

// label is what begins a part of an answer, and is not said aloud.
var label = regexp.MustCompile(`(?m)^- \*\*.*?:\*\*`)

// predicts checks that there is one thing to predict, and that the committed run knows it.
func predicts(t *testing.T, b *study.Book, q study.Asked) {
	t.Helper()
	p := q.Predict
	kinds := 0
	if p.Number != nil {
		kinds++
		n, err := b.Number(p.Number)
		assert.NoError(t, err)
		assert.True(t, n.Known())
	}
	if len(p.Options) > 0 {
		kinds++
		assert.Greater(t, len(p.Options), 1)
		for _, o := range p.Options {
			n, err := b.Number(o.Of)
			assert.NoError(t, err)
			assert.True(t, n.Known(), o.Label)
		}
	}
	if p.Verdict != "" {
		kinds++
		_, _, err := b.Claim(p.Verdict)
		assert.NoError(t, err)
	}
	assert.Equal(t, 1, kinds, "exactly one thing is predicted")
}

// result is what a number that was measured looks like.
var result = regexp.MustCompile(`\d[\d.,]*\s?(ns|µs|us|ms|s|×|x|%|B|KiB|MiB|GiB|kB|KB|MB|GB|cores|times|seconds|milliseconds|microseconds|nanoseconds|requests|goroutines|threads)(\W|$)`)

// action is what a template computes: numbers come from there.
var action = regexp.MustCompile(`\{\{.*?\}\}`)

// Texts hold no numbers that look like results, other than by reference or marked as given.
func TestNoNumberIsTypedByHand(t *testing.T) {
	check := func(where, text string) {
		assert.Empty(t, result.FindAllString(action.ReplaceAllString(text, ""), -1), where)
	}
	for _, c := range study.Chapters() {
		text, err := c.Text()
		require.NoError(t, err)
		check(c.Key, text)
		for _, f := range c.Facts {
			check(f.ID, f.Says+" "+f.Text)
		}
	}
	for _, q := range study.Questions() {
		a := q.Answer
		check(q.ID, strings.Join(append([]string{q.Ask, q.Predict.Text, a.Claim, a.Mechanism, a.Measured, a.Fails, a.Monitor}, q.FollowUps...), " "))
		for _, r := range q.Rests {
			check(q.ID, r.Says)
		}
	}
}

// The rule above can fail.
func TestNumbersTypedByHandAreFound(t *testing.T) {
	for _, text := range []string{"it takes 254 ns", "1.5× as long", "saves 30 %", "3 KiB each", "about 200 goroutines"} {
		assert.True(t, result.MatchString(action.ReplaceAllString(text, "")), text)
	}
	assert.False(t, result.MatchString(action.ReplaceAllString(`every {{given "10 ms"}}`, "")))
}

var update = flag.Bool("update", false, "rewrite the committed guide")

// The committed guide is what the committed run says.
func TestCommittedGuideIsCurrent(t *testing.T) {
	t.Chdir(root)
	b, err := study.Open([]string{"results/reference"}, "")
	require.NoError(t, err)
	if *update {
		_, err := study.Write(b, "results/reference", ".")
		require.NoError(t, err)
	}
	written, err := study.Render(b, "results/reference", ".")
	require.NoError(t, err)
	committed, err := os.ReadFile(filepath.Join("results/reference", study.File))
	require.NoError(t, err)
	assert.True(t, string(committed) == written, "it is another: run go test ./harness/study -update")
}

// A guide of a run that others disturbed says so at its beginning.
func TestGuideSaysWhatToBeCarefulWith(t *testing.T) {
	run := newRun(2, 6).times(spawnCell, 100, 100, 100, 100, 100, 100).disturb(spawnCell, 2)
	text, err := study.Render(run.book(t), t.TempDir(), root)
	require.NoError(t, err)
	assert.Regexp(t, `\*\*Careful with .*latest:\*\* others disturbed 1 of its 6 samples`, text)
	quiet := newRun(2, 6).times(spawnCell, 100, 100, 100, 100, 100, 100)
	text, err = study.Render(quiet.book(t), t.TempDir(), root)
	require.NoError(t, err)
	assert.NotContains(t, text, "Careful with")
}
