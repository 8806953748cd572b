package exercises_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/study/exercises"
)

// write makes a module of exercises, each a file to edit and a test. Its solutions are empty packages.
func write(t *testing.T, files map[string][2]string) []exercises.Exercise {
	t.Helper()
	dir := t.TempDir()
	put := func(path, text string) {
		path = filepath.Join(dir, path)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
	}
	put("go.mod", "module example.com/made\n\ngo 1.26\n")
	for name, text := range files {
		put(name+"/README.md", "# Exercise 1: Made up\n")
		put(name+"/work.go", "package work\n\n"+text[0])
		put(name+"/work_test.go", "package work\n\nimport \"testing\"\n\n"+text[1])
		put("solutions/"+name+"/work.go", "package work\n")
	}
	all, err := exercises.List(dir)
	require.NoError(t, err)
	return all
}

// Whatever an edited file does, the verdict says it in words.
func TestVerdicts(t *testing.T) {
	const kept = "func TestA(t *testing.T) { t.Log(\"rule: a is kept\") }\n"
	for i, v := range judge(t, write(t, map[string][2]string{
		"01-compile":  {"func F() { x() }\n", kept},
		"02-panic":    {"func F() { panic(\"boom\") }\n", "func TestA(t *testing.T) { t.Log(\"rule: f runs\"); F() }\n" + "func TestB(t *testing.T) { t.Log(\"rule: not reached\") }\n"},
		"03-deadlock": {"func F() { select {} }\n", "func TestA(t *testing.T) { t.Log(\"rule: f ends\"); go func() { panic(\"never said\") }(); F() }\n"},
		"04-goroutine": {"func F() { go panic(\"behind\") }\n",
			"func TestA(t *testing.T) { t.Log(\"rule: f runs\"); F(); select {} }\n"},
		"05-plain":   {"", "func TestA(t *testing.T) { t.Error(\"no words\") }\n"},
		"06-skipped": {"", "func TestA(t *testing.T) { t.Log(\"rule: two run\"); t.Skip(\"one processor\") }\n"},
		"07-parts": {"", kept + "func TestB(t *testing.T) { t.Log(\"rule: parts\"); t.Run(\"x\", func(t *testing.T) {\n" +
			"t.Log(\"measured: 1 of 2\\n2 of 2\"); t.Error(\"broken: one is missing\") }) }\n"},
		"08-good":  {"", kept},
		"09-vet":   {"import \"fmt\"\n\nfunc F(s string) { fmt.Printf(\"%d\", s) }\n", kept},
		"10-quits": {"import \"os\"\n\nfunc F() { os.Exit(1) }\n", "func TestA(t *testing.T) { t.Log(\"rule: f returns\"); F() }\n"},
		"11-recovers": {"import \"fmt\"\n\nfunc F() { defer func() { fmt.Println(\"panic:\", recover()) }(); panic(3) }\n",
			"func TestA(t *testing.T) { t.Log(\"rule: f goes on\"); F() }\n"},
		"12-recovers-and-fails": {"import \"fmt\"\n\nfunc F() { defer func() { fmt.Println(\"panic:\", recover()) }(); panic(3) }\n",
			"func TestA(t *testing.T) { t.Log(\"rule: f goes on\"); F(); t.Error(\"broken: it is too late\") }\n"},
		"13-recovers-and-dies": {"import \"fmt\"\n\nfunc F() { func() { defer func() { fmt.Println(\"panic:\", recover()) }(); panic(3) }(); panic(4) }\n",
			"func TestA(t *testing.T) { t.Log(\"rule: f goes on\"); F() }\n"},
		"14-init": {"var n = func() int { panic(\"early\") }()\n", kept},
	}), exercises.Options{}) {
		want := [][]string{
			{"work.go:3:12: undefined: x", "It does not compile"},
			{"✗ f runs", "broken: the program died: boom, at work.go:3", "not judged", "Not yet: 0 of 1"},
			{"✗ f ends", "broken: the program died: never said"},
			{"✗ f runs", "broken: the program died: behind"},
			{"✗ TestA", "broken: no words"},
			{"– two run", "not judged: one processor", "Nothing could be judged here."},
			{"✓ a is kept", "✗ parts", "    measured: 1 of 2\n", "2 of 2\n", "broken: one is missing", "Not yet: 1 of 2", "make exercise N=7 HINT=1"},
			{"✓ a is kept", "Solved: the rule is kept."},
			{"wrong type string", "It does not compile"},
			{"✗ f returns", "broken: it ended without a word"},
			{"✓ f goes on", "Solved: the rule is kept."},
			{"✗ f goes on", "broken: it is too late\n\nNot yet: 0 of 1"},
			{"✗ f goes on", "broken: the program died: 4, at work.go:5"},
			{"broken: the program died: early, at work.go:3", "no rule was judged", "Not yet. The story is in"},
		}[i]
		for _, s := range want {
			assert.Contains(t, words(v), s, v.Exercise.Name)
		}
		green := v.Exercise.Name == "08-good" || v.Exercise.Name == "11-recovers"
		assert.Equal(t, green, v.Green(), v.Exercise.Name)
	}
}

// A solution is judged by the same test, in place of the file and without changing it.
func TestSolutionIsLaidOver(t *testing.T) {
	all := write(t, map[string][2]string{"01-made": {"func init() { panic(\"the reader's\") }\n", "func TestA(t *testing.T) {}\n"}})
	assert.True(t, judge(t, all, exercises.Options{Solution: true})[0].Green())
	assert.Contains(t, read(t, all[0].Path()), "the reader's")
}

// What is asked of go test elsewhere does not make exercises unrunnable: the race detector needs cgo.
func TestGoFlagsAskForRace(t *testing.T) {
	t.Setenv("GOFLAGS", "-race")
	all := write(t, map[string][2]string{"01-made": {"", "func TestA(t *testing.T) {}\n"}})
	assert.True(t, judge(t, all, exercises.Options{})[0].Green())
}

func TestJudgeThatCannotRun(t *testing.T) {
	all := write(t, map[string][2]string{"01-made": {"", "func TestA(t *testing.T) {}\n"}})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := exercises.Judge(ctx, all, exercises.Options{})
	assert.ErrorIs(t, err, context.Canceled)
	_, err = exercises.Judge(t.Context(), all, exercises.Options{Go: "no-such-go"})
	assert.ErrorContains(t, err, "cannot run go test")
	t.Setenv("PATH", t.TempDir())
	_, err = exercises.Judge(t.Context(), all, exercises.Options{})
	assert.ErrorContains(t, err, "cannot run go test")
}
