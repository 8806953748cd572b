package advise_test

import (
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/advise"
	"poolbench/harness/sample"
	"poolbench/harness/stats"
	"poolbench/harness/study"
)

// referenceDir is the committed run.
const referenceDir = "../../results/reference"

// reference is that run as the reader's own, read once.
var reference = sync.OnceValues(func() (*study.Book, error) { return study.Open([]string{referenceDir}, "") })

// questions are what people ask, from tasks of nothing to tasks of milliseconds.
var questions = []advise.Ask{
	{Task: 50 * time.Microsecond, Burst: 10_000, Latency: 20 * time.Millisecond},
	{Task: 50 * time.Microsecond, Burst: 500, Latency: 20 * time.Millisecond, Rate: 1e5},
	{Task: 100 * time.Nanosecond},
	{Task: 100 * time.Nanosecond, Burst: 1_000_000},
	{Task: 100 * time.Nanosecond, Burst: 10},
	{Task: 150 * time.Nanosecond, Burst: 1},
	{Task: 400 * time.Nanosecond, Burst: 1000, Latency: 200 * time.Microsecond},
	{Task: 1500 * time.Nanosecond},
	{Task: 15 * time.Microsecond, Rate: 1000},
	{Task: time.Millisecond, Burst: 3, Latency: time.Millisecond},
	{Task: 1500 * time.Microsecond, Burst: 10_000_000},
	{Task: time.Millisecond, Burst: 1, Rate: 1500},
	{Task: time.Millisecond, Burst: 3, Latency: 1700 * time.Microsecond},
	{Task: 100 * time.Nanosecond, Rate: 1000},
	{Task: 100 * time.Nanosecond, Rate: 8e6},
}

func TestThePageFits(t *testing.T) {
	b, err := reference()
	require.NoError(t, err)
	fits(t, b)
}

// fits asks all questions, and returns what the pages say.
func fits(t *testing.T, b *study.Book) (pages []string) {
	t.Helper()
	for _, ask := range questions {
		a, err := advise.For(b, ask)
		require.NoError(t, err, ask)
		text := a.Text()
		assert.LessOrEqual(t, strings.Count(text, "\n"), 60, text)
		for line := range strings.Lines(text) {
			assert.LessOrEqual(t, utf8.RuneCountInString(strings.TrimSuffix(line, "\n")), 100, line)
		}
		for _, title := range []string{"ANSWER\n", "WHY\n", "CLAIMS THAT BEAR ON IT\n", "WHAT WOULD CHANGE THE ANSWER\n"} {
			assert.Contains(t, text, "\n"+title)
		}
		assert.Equal(t, !b.Runs[0].Own, strings.Contains(text, "†"), "marked if another machine says so")
		assert.NotContains(t, text, "%!", "a text without its number")
		assert.NotContains(t, text, "n/a")
		assert.NotContains(t, text, "\x1b", "no colour")
		pages = append(pages, text)
	}
	return pages
}

// Where another machine answers, every number with an interval says so.
func TestNumbersOfTheReferenceAreMarked(t *testing.T) {
	b, err := study.Open(nil, referenceDir)
	require.NoError(t, err)
	for _, page := range fits(t, b) {
		text := strings.Join(strings.Fields(page), " ")
		assert.Contains(t, text, "† from the reference machine, for there is no run of yours")
		before, _, _ := strings.Cut(text, "CLAIMS THAT BEAR ON IT") // whose intervals come before a threshold
		for _, rest := range strings.Split(before, "]")[1:] {
			assert.True(t, strings.HasPrefix(rest, " †"), "an interval without its mark before %.40q", rest)
		}
	}
}

// What the page says of the committed run is what its samples say.
func TestTheReferencesNumbersAreItsOwn(t *testing.T) {
	b, err := reference()
	require.NoError(t, err)
	table := b.Runs[0].Table
	ns := func(cell string) float64 {
		s := table.Find(cell)
		require.NotNil(t, s, cell)
		return stats.Median(s.Values(sample.Measurement.NSPerTask)).Mid
	}
	size := ns("grain/grain=1.5ms/inline/own") // its fraction of a nanosecond is lost, and with it next to nothing
	a, err := advise.For(b, advise.Ask{Task: time.Duration(size), Burst: 1000})
	require.NoError(t, err)
	want := ns("grain/grain=1.5ms/" + a.Strategy.Variant + "/" + string(a.Strategy.Face))
	assert.InEpsilon(t, 1000*want, a.Burst.Mid, 1e-3)
}

// What a reader's run lacks comes from the reference, and only that is marked.
func TestWhatIsMissingComesFromTheReference(t *testing.T) {
	b, err := study.Open([]string{plain().write(t, "latest")}, referenceDir)
	require.NoError(t, err)
	a, err := advise.For(b, questions[1])
	require.NoError(t, err)
	text := strings.Join(strings.Fields(a.Text()), " ")
	assert.True(t, a.Burst.Own())
	assert.Contains(t, text, "run 20261123T083000Z-1: ")
	assert.Contains(t, text, "† not measured in your runs, but in "+b.Runs[1].Table.Run.ID)
	tail, err := b.Number(study.Median{Cell: "repairs/repair=less1/channel/own", Metric: "p99-ns"})
	require.NoError(t, err)
	assert.False(t, tail.Own())
	assert.Contains(t, text, "with a worker less "+tail.String())
}
