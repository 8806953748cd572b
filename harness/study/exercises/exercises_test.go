package exercises_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/study/exercises"
)

// list is of this directory.
func list(t *testing.T) []exercises.Exercise {
	t.Helper()
	all, err := exercises.List(".")
	require.NoError(t, err)
	return all
}

// judge asks for verdicts as make exercise does.
func judge(t *testing.T, all []exercises.Exercise, o exercises.Options) []exercises.Verdict {
	t.Helper()
	t.Setenv("CGO_ENABLED", "0")
	verdicts, err := exercises.Judge(t.Context(), all, o)
	require.NoError(t, err)
	require.Len(t, verdicts, len(all))
	return verdicts
}

// words is the verdict as it is printed.
func words(v exercises.Verdict) string {
	var b strings.Builder
	_ = v.Write(&b, v.Exercise.Path()) // it fails only if the writer does
	return b.String()
}

// skips tells whether something could not be judged on this machine.
func skips(v exercises.Verdict) bool {
	for _, test := range v.Tests {
		if test.Outcome == exercises.Skipped {
			return true
		}
	}
	return false
}

// What a reader starts with runs, and breaks a rule in words, without taking the test down.
func TestEveryExerciseStartsRed(t *testing.T) {
	for _, v := range judge(t, list(t), exercises.Options{}) {
		t.Run(v.Exercise.Name, func(t *testing.T) {
			if skips(v) && v.Green() {
				t.Skip("what is broken in it cannot be judged on this machine")
			}
			assert.False(t, v.Green(), words(v))
			assert.Empty(t, v.Compile)
			assert.Empty(t, v.Ended)
			broken := 0
			for _, test := range v.Tests {
				assert.NotEqual(t, test.Name, test.Rule, "%s says what it holds a solution to", test.Name)
				if test.Outcome == exercises.Broken {
					broken += len(test.Broken)
					assert.NotEmpty(t, test.Broken, "%s says how", test.Name)
				}
			}
			assert.Positive(t, broken)
			narrow(t, words(v))
		})
	}
}

func TestEverySolutionIsGreen(t *testing.T) {
	for _, v := range judge(t, list(t), exercises.Options{Solution: true}) {
		t.Run(v.Exercise.Name, func(t *testing.T) {
			if skips(v) && !v.Green() {
				assert.NotContains(t, words(v), "✗")
				t.Skip("it cannot be judged on this machine")
			}
			assert.True(t, v.Green(), words(v))
			narrow(t, words(v))
		})
	}
}

// narrow checks that a text fits into a terminal.
func narrow(t *testing.T, text string) {
	t.Helper()
	for line := range strings.SplitSeq(text, "\n") {
		assert.LessOrEqual(t, len([]rune(line)), exercises.Columns, line)
	}
}

// maxLines is how long the file is at most that somebody is to read, understand and repair.
const maxLines = 80

func TestExercisesAreComplete(t *testing.T) {
	for i, e := range list(t) {
		t.Run(e.Name, func(t *testing.T) {
			assert.Equal(t, i+1, e.Number, "numbers leave no gap")
			assert.NotEmpty(t, e.Title)
			story := read(t, e.Readme())
			assert.Contains(t, story, "`"+e.File+"`", "the story names the file to edit")
			assert.Contains(t, story, fmt.Sprintf("make exercise N=%d\n", e.Number))
			for level := 1; level <= exercises.Hints; level++ {
				hint, err := e.Hint(level)
				require.NoError(t, err)
				assert.Greater(t, len(hint), 80, "hint %d", level)
				assert.True(t, strings.HasSuffix(hint, "\n"))
				narrow(t, hint)
			}
			start, solution := read(t, e.Path()), read(t, e.Solution())
			assert.LessOrEqual(t, strings.Count(start, "\n"), maxLines)
			for _, text := range []string{start, solution} {
				assert.True(t, strings.HasPrefix(text, "//go:build exercise\n"))
			}
			assert.True(t, strings.HasPrefix(strings.TrimPrefix(solution, "//go:build exercise\n\n"), "// "), "a solution begins with why it is right")
		})
	}
}

var row = regexp.MustCompile(`(?m)^\| \d+ \| \[[^]]+\]\((\d\d-[a-z-]+)/\) \| .+ \|$`)

// The README's table has all exercises.
func TestReadmeHasAllExercises(t *testing.T) {
	var rows, directories []string
	for _, m := range row.FindAllStringSubmatch(read(t, "README.md"), -1) {
		rows = append(rows, m[1])
	}
	for _, e := range list(t) {
		directories = append(directories, e.Name)
	}
	assert.Equal(t, directories, rows)
}

func TestNoSuchExercise(t *testing.T) {
	all := list(t)
	for _, number := range []string{"0", "99", "one", ""} {
		_, err := exercises.Find(all, number)
		assert.ErrorContains(t, err, "there are 1 to", number)
	}
	for _, number := range []string{"1", "01"} {
		e, err := exercises.Find(all, number)
		require.NoError(t, err)
		assert.Equal(t, 1, e.Number)
	}
	for _, level := range []int{0, exercises.Hints + 1} {
		_, err := all[0].Hint(level)
		assert.ErrorContains(t, err, "allowed are 1 to 3")
	}
	_, err := exercises.List(t.TempDir())
	assert.ErrorContains(t, err, "no exercises in")
	_, err = exercises.List(filepath.Join(t.TempDir(), "missing"))
	assert.Error(t, err)
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(text)
}
