package main

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/creack/pty"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/runner"
	"poolbench/harness/sample"
	"poolbench/harness/study"
)

// In a test's process that is poolbench the quiz asks two questions that are the same for all
// versions of the guide, and measures with the flags that this variable holds.
const asQuiz = "POOLBENCH_TEST_QUIZ"

// Variables are set before init, which runs the process: see asMain.
var _ = setQuiz()

func setQuiz() bool {
	flags, set := os.LookupEnv(asQuiz)
	if set {
		labFlags = strings.Fields(flags)
		quizQuestions = twoQuestions
	}
	return set
}

// twoQuestions are about one experiment, so that it is measured once.
func twoQuestions() []study.Asked {
	cost := study.Median{Cell: "overhead/submitters=1/spawn/own", Metric: "ns/op"}
	answer := study.Answer{Claim: "So.", Mechanism: "Thus.", Measured: `{{median "overhead/submitters=1/spawn/own" "ns/op"}}`, Fails: "Never.", Monitor: "It."}
	return []study.Asked{
		{Number: 1, Topic: "spawn", Question: study.Question{ID: "cost", Ask: "How long?", Predict: study.Prediction{Text: "Time per task", Number: cost}, Answer: answer}},
		{Number: 2, Topic: "pool", Question: study.Question{ID: "which", Ask: "Which one?", Predict: study.Prediction{Text: "The faster one", Options: []study.Option{
			{Label: "first", Of: cost},
			{Label: "second", Of: study.Median{Cell: "overhead/submitters=1/inline/own", Metric: "ns/op"}},
		}}, Answer: answer}},
	}
}

// clone is a directory as poolbench sees it in a fresh clone: there is a reference run of another
// machine, and nothing else.
func clone(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	madeRun(t, filepath.Join(dir, referenceDir), "Abacus", 1, 1)
	return dir
}

// quizProcess is poolbench quiz in dir, which measures with further flags.
func quizProcess(t *testing.T, dir, flags string, args ...string) *exec.Cmd {
	t.Helper()
	program, err := filepath.Abs(os.Args[0])
	require.NoError(t, err)
	cmd := exec.Command(program, append([]string{"quiz"}, args...)...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), asMain+"=1", asQuiz+"="+flags)
	return cmd
}

// terminal is a process on a pseudo-terminal, with what it has written there.
type terminal struct {
	cmd    *exec.Cmd
	screen printed
	seen   int           // what was waited for already, in bytes
	keys   *os.File      // the end where somebody sits
	closed chan struct{} // when nothing is written any more
}

// onTerminal starts a process on one of 80 columns.
func onTerminal(t *testing.T, cmd *exec.Cmd) *terminal {
	t.Helper()
	keys, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 40, Cols: 80})
	require.NoError(t, err)
	s := &terminal{cmd: cmd, keys: keys, screen: printed{wrote: make(chan struct{}, 1)}, closed: make(chan struct{})}
	go func() {
		defer close(s.closed)
		_, _ = io.Copy(&s.screen, keys) // Linux ends it with EIO, others with EOF
	}()
	t.Cleanup(func() { // after a test that failed
		_ = cmd.Process.Kill()
		<-s.closed
		_ = keys.Close()
	})
	return s
}

// until returns when text has been written since the last until, or fails if that will not happen.
func (s *terminal) until(t *testing.T, text string) {
	t.Helper()
	for {
		if all := s.screen.String(); strings.Contains(all[s.seen:], text) {
			s.seen += strings.Index(all[s.seen:], text) + len(text)
			return
		}
		select {
		case <-s.screen.wrote:
		case <-s.closed:
			all := s.screen.String()
			require.Contains(t, all[s.seen:], text, "it has ended")
		}
	}
}

// types writes keys.
func (s *terminal) types(t *testing.T, keys string) {
	t.Helper()
	_, err := s.keys.WriteString(keys)
	require.NoError(t, err)
}

// ends waits for the process and returns its exit code and all that was on the screen.
func (s *terminal) ends(t *testing.T) (code int, text string) {
	t.Helper()
	<-s.closed
	_ = s.cmd.Wait() // its state says how it ended
	return s.cmd.ProcessState.ExitCode(), strings.ReplaceAll(s.screen.String(), "\r\n", "\n")
}

// On a terminal, in a fresh clone: a prediction, a measurement on request, its answer, the next
// question with the new numbers, and the score. Quiz and study use what was measured ever after.
func TestQuizMeasuresOnRequest(t *testing.T) {
	dir := clone(t)
	s := onTerminal(t, quizProcess(t, dir, "--variant spawn --rounds 1 --window 2ms"))
	s.until(t, "You have no run of your own")
	s.until(t, "How long?")
	s.until(t, "> ")
	s.types(t, "250 apples\n")
	s.until(t, "is not a time")
	s.until(t, "> ")
	s.types(t, "1 h\n")
	s.until(t, "> ")
	s.types(t, "100 s\n")
	s.until(t, "Measure overhead now, ")
	s.until(t, "y or n [n]: ")
	s.types(t, "y\n")
	s.until(t, "Measured: ")
	s.until(t, "results/asked/overhead)")
	s.until(t, "0 of 3 points")
	s.until(t, "Which one?")
	s.until(t, "> ")
	s.types(t, "a\n")
	s.until(t, "results/asked/overhead)")
	s.until(t, "Score: ")
	code, text := s.ends(t)
	assert.Equal(t, exitDone, code, text)
	assert.Equal(t, 1, strings.Count(text, "Your runs do not have this."), text)
	assert.NotContains(t, text, study.Dagger+" the reference machine", "the numbers are those of this machine")

	_, err := sample.Read(filepath.Join(dir, "results", "asked", "overhead"))
	assert.NoError(t, err)
	out, err := quizProcess(t, dir, "", "--list").Output()
	require.NoError(t, err)
	assert.Contains(t, string(out), "  1 * spawn  cost   How long?\n  2 * pool   which  Which one?\n")
}

// Ctrl-C at a prompt and Ctrl-D end with the score.
func TestQuizEndsAtThePrompt(t *testing.T) {
	for keys, want := range map[string]int{"\x03": exitInterrupted, "\x04": exitDone, "q\n": exitDone} {
		s := onTerminal(t, quizProcess(t, clone(t), ""))
		s.until(t, "> ")
		s.types(t, keys)
		code, text := s.ends(t)
		assert.Equal(t, want, code, text)
		assert.Contains(t, text, "Score: 0 of 0 points in 0 questions")
		assert.Contains(t, text, "\x1b[1m", "colours")
	}
}

// Ctrl-C while something is measured leaves files that can be read and resumed, and ends with the
// score.
func TestQuizInterruptedWhileMeasuring(t *testing.T) {
	dir := clone(t)
	s := onTerminal(t, quizProcess(t, dir, "--variant spawn --rounds 10000 --window 2ms"))
	s.until(t, "> ")
	s.types(t, "100 s\n")
	s.until(t, "y or n [n]: ")
	s.types(t, "y\n")
	s.until(t, "measuring")
	s.until(t, "overhead/submitters=")
	s.until(t, "\r") // drawn again: a sample has been taken
	s.types(t, "\x03")
	s.until(t, "what was measured is in results/asked/overhead.unfinished")
	s.until(t, "Score: 0 of 0 points")
	code, text := s.ends(t)
	assert.Equal(t, exitInterrupted, code, text)
	_, err := sample.Scan(runner.Unfinished(filepath.Join(dir, "results", "asked", "overhead")), func(sample.Run) {}, func(sample.Sample) {})
	assert.NoError(t, err)
}

func TestQuizRespectsNoColor(t *testing.T) {
	cmd := quizProcess(t, clone(t), "")
	cmd.Env = append(cmd.Env, "NO_COLOR=1")
	s := onTerminal(t, cmd)
	s.until(t, "> ")
	s.types(t, "1\n")
	s.until(t, "y or n [n]: ")
	s.types(t, "\n")
	s.until(t, "points")
	s.types(t, "q\n")
	code, text := s.ends(t)
	assert.Equal(t, exitDone, code)
	assert.NotContains(t, text, "\x1b")
}

// Without a terminal answers are lines, nothing is offered, and the record can be read.
func TestQuizOfAScript(t *testing.T) {
	dir := clone(t)
	cmd := quizProcess(t, dir, "", "--seed", "3", "--topic", "spawn")
	cmd.Stdin = strings.NewReader("what\n1 s")
	out, err := cmd.Output()
	require.NoError(t, err)
	text := string(out)
	assert.Contains(t, text, "Question 1, spawn (1 of 1)\n")
	assert.Contains(t, text, "> what\n\"what\" is not a time")
	assert.Contains(t, text, "> 1 s\n\nMeasured: ")
	assert.Contains(t, text, study.Dagger+" the reference machine, not yours: ")
	assert.Contains(t, text, "Score: 0 of 3 points in 1 question\n")
	assert.NotContains(t, text, "\x1b")
	assert.NotContains(t, text, "Measure ")
	assertWidth(t, text)
	assert.NoDirExists(t, filepath.Join(dir, askedDir))
}
