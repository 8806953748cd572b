package quiz_test

import (
	"bytes"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"poolbench/harness/machine"
	"poolbench/harness/sample"
	"poolbench/harness/sample/sampletest"
	"poolbench/harness/study"
	"poolbench/harness/study/quiz"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m, goleak.IgnoreCurrent()) }

// made writes a run of empty tasks with one submitter: nanoseconds per task by variant, of which
// every round is a bit off, all variants in the same way, so that there are intervals.
func made(t *testing.T, ns map[string]float64) string {
	t.Helper()
	return madeOf(t, rounds, ns, together)
}

// rounds are enough for intervals.
const rounds = 12

// together is the noise of a machine that is slow for all alike, 5 % either way, and apart that of one on which who
// comes first in a round comes last in the next one.
func together(_ string, round int) float64 { return 0.95 + 0.1*float64(round)/(rounds-1) }

func apart(variant string, round int) float64 {
	if len(variant)%2 == 0 {
		round = rounds - 1 - round
	}
	return together(variant, round)
}

// madeOf writes a run of so many rounds, with a noise.
func madeOf(t *testing.T, rounds int, ns map[string]float64, noise func(variant string, round int) float64) string {
	t.Helper()
	const tasks = 1000
	run := sample.Run{ID: "made", Machine: machine.Info{OS: "linux", Arch: "amd64", CPU: "Abacus", Cores: 2}}
	run.Build.Go = "go1.26.0"
	run.Plan = sample.Plan{Mode: "bench", Rounds: rounds, MaxRounds: rounds, GOMAXPROCS: 2}
	for variant := range ns {
		run.Plan.Cells = append(run.Plan.Cells, sample.Cell{
			Experiment: "overhead", Parameter: "submitters", Value: "1", Variant: variant, Face: "own", Shape: "batch", Submitters: 1, Tasks: tasks,
		})
	}
	var samples []sample.Sample
	for _, c := range run.Plan.Cells {
		for round := range rounds {
			wall := ns[c.Variant] * tasks * noise(c.Variant, round)
			samples = append(samples, sample.Sample{Cell: c.Key(), Round: round + 1, Measured: &sample.Measurement{Tasks: tasks, WallNS: int64(wall)}})
		}
	}
	return sampletest.Write(t, t.TempDir(), run, samples)
}

// book opens runs of the reader, and a reference unless it is empty.
func book(t *testing.T, reference string, own ...string) *study.Book {
	t.Helper()
	b, err := study.Open(own, reference)
	require.NoError(t, err)
	return b
}

func cell(variant string) string { return "overhead/submitters=1/" + variant + "/own" }

func perTask(variant string) study.Quantity {
	return study.Median{Cell: cell(variant), Metric: "ns/op"}
}

// asked is a question about what is predicted, the first of its topic.
func asked(id, topic string, p study.Prediction) study.Asked {
	return study.Asked{Topic: topic, Number: 1, Question: study.Question{
		ID: id, Ask: "How `long` is it?", Predict: p,
		Answer: study.Answer{
			Claim: "It is **long**.", Mechanism: "Because of [this](../this).",
			Measured: `A task takes {{median "` + cell("spawn") + `" "ns/op"}}.`, Fails: "Never.", Monitor: "time.",
		},
		Code: []study.Code{{File: "variants/spawn/spawn.go", Func: "pool.Submit"}},
	}}
}

// spawnTime asks for a number, which for one of three.
func spawnTime(id, topic string) study.Asked {
	return asked(id, topic, study.Prediction{Text: "Time per task", Number: perTask("spawn")})
}

func which(id string, most bool) study.Asked {
	p := study.Prediction{Text: "Which", Most: most}
	for _, variant := range []string{"spawn", "channel", "inline"} {
		p.Options = append(p.Options, study.Option{Label: "with " + variant, Of: perTask(variant)})
	}
	return asked(id, "pool", p)
}

// play runs a quiz with typed lines, and returns what it wrote.
func play(t *testing.T, o quiz.Options, lines ...string) string {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, quiz.Run(t.Context(), strings.NewReader(strings.Join(lines, "\n")), &out, o))
	assertFits(t, out.String(), quiz.Width)
	return out.String()
}

func assertFits(t *testing.T, text string, width int) {
	t.Helper()
	for line := range strings.Lines(text) {
		assert.LessOrEqual(t, utf8.RuneCountInString(strings.TrimRight(line, "\n")), width, line)
	}
}

// reference is the committed run, and committed its book, where it stands in for runs of the reader.
var (
	reference = filepath.Join("..", "..", "..", "results", "reference")
	committed = sync.OnceValues(func() (*study.Book, error) { return study.Open(nil, reference) })
)

func ofReference(t *testing.T) *study.Book {
	t.Helper()
	b, err := committed()
	require.NoError(t, err)
	return b
}
