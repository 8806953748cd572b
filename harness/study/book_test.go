package study_test

import (
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/claim"
	"poolbench/harness/sample"
	"poolbench/harness/study"
)

// What failed on the reader's machine is a result there, and the reference does not hide it.
func TestTheReferenceDoesNotHideAFailure(t *testing.T) {
	own := newRun(2, 7).times(spawnCell, 1, 2, 3, 4, 5, 6, 7).fails(spawnCell).write(t, "latest")
	ref := newRun(2, 6).times(spawnCell, 1, 1, 1, 1, 1, 1).write(t, "reference")
	b, err := study.Open([]string{own}, ref)
	require.NoError(t, err)
	assert.Equal(t, "crashed 1 of 7", numberOf(t, b, study.Median{Cell: spawnCell, Metric: "ns/op"}).String())
}

// Of several runs of the reader the one with the most rounds has the narrowest interval.
func TestMoreRoundsComeFirst(t *testing.T) {
	quick := newRun(2, 6).times(spawnCell, 1, 1, 1, 1, 1, 1).times(channelCell, 1, 1, 1, 1, 1, 1).write(t, "latest")
	asked := newRun(2, 7).times(spawnCell, 2, 2, 2, 2, 2, 2, 2).write(t, "asked")
	b, err := study.Open([]string{quick, asked}, "")
	require.NoError(t, err)
	assert.Equal(t, 7, numberOf(t, b, study.Median{Cell: spawnCell, Metric: "ns/op"}).Rounds)
	assert.Equal(t, 6, numberOf(t, b, study.Median{Cell: channelCell, Metric: "ns/op"}).Rounds)
}

func TestRunsOfAnotherPlaceDoNotStandInUnmarked(t *testing.T) {
	latest := newRun(2, 6).times(spawnCell, 1, 1, 1, 1, 1, 1).write(t, "latest")
	for name, change := range map[string]func(*sample.Run){
		"processor":  func(r *sample.Run) { r.Machine.CPU = "Another CPU" },
		"cores":      func(r *sample.Run) { r.Machine.Cores = 64 },
		"GOMAXPROCS": func(r *sample.Run) { r.Plan.GOMAXPROCS = 1 },
		"Go":         func(r *sample.Run) { r.Build.Go = "go1.27.0" },
	} {
		t.Run(name, func(t *testing.T) {
			asked := newRun(2, 6).times(channelCell, 1, 1, 1, 1, 1, 1)
			change(&asked.run)
			b, err := study.Open([]string{latest, asked.write(t, "asked")}, "")
			require.NoError(t, err)
			assert.Len(t, b.Runs, 1)
		})
	}
	asked := newRun(2, 6).times(channelCell, 1, 1, 1, 1, 1, 1).write(t, "asked")
	_, err := study.Open([]string{filepath.Join(t.TempDir(), "nothing"), asked}, "")
	assert.ErrorContains(t, err, "of this machine", "without a first run this machine is the place")
}

func TestObjectionsAreSentences(t *testing.T) {
	of := study.Median{Cell: spawnCell, Metric: "ns/op"}
	q := study.Question{Rests: []study.Rest{
		{Of: of, AtLeast: 1, Says: "it holds"}, {Of: of, AtLeast: 120, Says: "it is open"}, {Of: of, AtLeast: 151, Says: "it fails"},
		{Of: study.Median{Cell: channelCell, Metric: "ns/op"}, AtLeast: 1, Says: "it ran"},
		{Of: study.Median{Cell: antsCell, Metric: "ns/op"}, AtLeast: 1, Says: "it was measured"},
	}}
	b := newRun(2, 6).times(spawnCell, 100, 110, 120, 130, 140, 150).times(channelCell, 1, 1, 1, 1, 1, 1).fails(channelCell).book(t)
	said, err := b.Objections(q)
	require.NoError(t, err)
	assert.Equal(t, []string{
		"Open: the answer takes it that it is open. What your run says, 125 ns [100 ns, 150 ns], does not tell.",
		"Not so: the answer takes it that it fails, and your run says 125 ns [100 ns, 150 ns].",
		"Unchecked: the answer takes it that it ran. In your run: crashed 1 of 6.",
	}, said)

	few := newRun(2, 3).times(spawnCell, 100, 100, 100).book(t)
	said, err = few.Objections(study.Question{Rests: q.Rests[:2]})
	require.NoError(t, err)
	assert.Equal(t, []string{"Unchecked: 100 ns, 100 ns, from fewer undisturbed rounds than an interval takes."}, said)
}

func TestDoubtsNameDisturbedSamples(t *testing.T) {
	run := newRun(2, 6).times(spawnCell, 100, 100, 100, 100, 100, 100)
	assert.Empty(t, run.book(t).Runs[0].Doubts)
	doubts := run.times(channelCell, 100, 100, 100, 100, 100, 100).disturb(channelCell, 3).book(t).Runs[0].Doubts
	require.Len(t, doubts, 1)
	assert.Contains(t, doubts[0], "1 of its 12 samples")
}

// The reader's own number comes first; the reference's is marked.
func TestReferenceStandsInAndIsMarked(t *testing.T) {
	own := newRun(8, 6).times(spawnCell, 100, 100, 100, 100, 100, 100).write(t, "latest")
	asked := newRun(8, 6).times(channelCell, 50, 50, 50, 50, 50, 50).write(t, "asked")
	ref := newRun(2, 6).times(spawnCell, 1, 1, 1, 1, 1, 1).times(channelCell, 2, 2, 2, 2, 2, 2).times(antsCell, 3, 3, 3, 3, 3, 3).write(t, "reference")
	b, err := study.Open([]string{own, filepath.Join(t.TempDir(), "nothing"), asked}, ref)
	require.NoError(t, err)
	assert.Equal(t, "100 ns", numberOf(t, b, study.Median{Cell: spawnCell, Metric: "ns/op"}).String())
	assert.Equal(t, "50 ns", numberOf(t, b, study.Median{Cell: channelCell, Metric: "ns/op"}).String())
	assert.Equal(t, "3 ns "+study.Dagger, numberOf(t, b, study.Median{Cell: antsCell, Metric: "ns/op"}).String())
	assert.False(t, numberOf(t, b, study.Ratio{Of: antsCell, To: spawnCell, Metric: "ns/op"}).Own(), "a ratio is never made of two runs")
	assert.InDelta(t, 3, numberOf(t, b, study.Ratio{Of: antsCell, To: spawnCell, Metric: "ns/op"}).Mid, 1e-9)
}

// Numbers of two machines are never compared: the reader's spawn is slower than the reference's ants, which
// says nothing about spawn and ants.
func TestWhatIsComparedIsOfOneRun(t *testing.T) {
	own := newRun(8, 6).times(spawnCell, 100, 100, 100, 100, 100, 100).times(channelCell, 50, 50, 50, 50, 50, 50).write(t, "latest")
	ref := newRun(2, 6).times(spawnCell, 1, 1, 1, 1, 1, 1).times(antsCell, 3, 3, 3, 3, 3, 3).write(t, "reference")
	b, err := study.Open([]string{own}, ref)
	require.NoError(t, err)
	text, err := b.Text(`{{fastest "ns/op" "` + spawnCell + `" "` + antsCell + `"}}`)
	require.NoError(t, err)
	assert.Equal(t, "spawn with 1 ns "+study.Dagger, text)
	of := func(cells ...string) (mids []float64) {
		var qs []study.Quantity
		for _, c := range cells {
			qs = append(qs, study.Median{Cell: c, Metric: "ns/op"})
		}
		numbers, err := b.Together(qs)
		require.NoError(t, err)
		for _, n := range numbers {
			mids = append(mids, n.Mid)
		}
		return mids
	}
	assert.Equal(t, []float64{100, 50}, of(spawnCell, channelCell))
	assert.Equal(t, []float64{3, 1}, of(antsCell, spawnCell))
	assert.Equal(t, []float64{0, 0}, of(antsCell, channelCell), "no run has both")
}

func TestTheReferenceAloneIsNotMarked(t *testing.T) {
	ref := newRun(2, 6).times(spawnCell, 1, 1, 1, 1, 1, 1).write(t, "reference")
	b, err := study.Open([]string{ref}, ref+"/")
	require.NoError(t, err)
	assert.Len(t, b.Runs, 1)
	assert.Equal(t, "1 ns", numberOf(t, b, study.Median{Cell: spawnCell, Metric: "ns/op"}).String())
}

func TestOpenNeedsARun(t *testing.T) {
	nowhere := filepath.Join(t.TempDir(), "latest")
	_, err := study.Open([]string{nowhere}, "")
	assert.ErrorContains(t, err, nowhere)
	assert.ErrorContains(t, err, "make quick")

	broken := newRun(2, 6).times(spawnCell, 1).write(t, "broken")
	require.NoError(t, os.WriteFile(filepath.Join(broken, sample.SamplesFile), []byte("no record\n"), 0o644))
	_, err = study.Open([]string{broken}, "")
	assert.ErrorContains(t, err, sample.SamplesFile)
}

func TestUnknownNamesAreErrors(t *testing.T) {
	b := newRun(2, 6).times(spawnCell, 1, 2, 3, 4, 5, 6).book(t)
	_, err := b.Number(study.Median{Cell: spawnCell, Metric: "parsecs"})
	assert.ErrorContains(t, err, "parsecs")
	assert.ErrorContains(t, err, "ns/op")
	_, _, err = b.Claim("S99")
	assert.ErrorContains(t, err, "S99")
	for _, text := range []string{`{{median "a" "parsecs"}}`, `{{fastest "parsecs" "` + spawnCell + `"}}`, `{{verdict "S99"}}`, `{{unheard of}}`, `{{`} {
		_, err := b.Text(text)
		assert.Error(t, err, text)
	}
}

func TestTextFillsIn(t *testing.T) {
	b := newRun(2, 6).times(spawnCell, 200, 200, 200, 200, 200, 200).times(channelCell, 100, 100, 100, 100, 100, 100).book(t)
	for text, want := range map[string]string{
		`{{median "` + spawnCell + `" "ns/op"}}`:                                       "200 ns",
		`{{ratio "` + spawnCell + `" "` + channelCell + `" "ns/op"}}`:                  "2×",
		`{{fastest "ns/op" "` + spawnCell + `" "` + channelCell + `"}}`:                "channel with 100 ns",
		`{{slowest "ns/op" "` + spawnCell + `" "` + channelCell + `"}}`:                "spawn with 200 ns",
		`{{fastest "ns/op" "` + spawnCell + `" "` + antsCell + `"}}`:                   study.NotMeasured,
		`{{fastest "ns/op" "` + antsCell + `"}}`:                                       study.NotMeasured,
		`{{perSecond (median "` + spawnCell + `" "ns/op")}}`:                           "5M",
		`{{cores 1e6 0.5 (median "` + spawnCell + `" "ns/op")}}`:                       "0.4",
		`{{places 1 (median "` + spawnCell + `" "ns/op")}}`:                            "5k",
		`{{times 16 (median "` + spawnCell + `" "ns/op")}}`:                            "3.2 µs",
		`{{times 16 (median "` + antsCell + `" "ns/op")}}`:                             study.NotMeasured,
		`{{efficiency (ratio "` + channelCell + `" "` + spawnCell + `" "ns/op")}}`:     "25%",
		`{{serialFraction (ratio "` + channelCell + `" "` + spawnCell + `" "ns/op")}}`: "300%",
		`{{serialFraction (ratio "` + antsCell + `" "` + spawnCell + `" "ns/op")}}`:    study.NotMeasured,
		`{{perSecond (median "` + antsCell + `" "ns/op")}}`:                            study.NotMeasured,
		`{{given "10 ms"}} on {{procs}} processors`:                                    "10 ms on 2 processors",
		`{{file "variants/spawn"}}`:                                                    "variants/spawn",
	} {
		got, err := b.Text(text)
		require.NoError(t, err, text)
		assert.Equal(t, want, got, text)
	}
}

func TestCheckLooksAtTheWholeInterval(t *testing.T) {
	b := newRun(2, 6).times(spawnCell, 100, 110, 120, 130, 140, 150).book(t)
	of := study.Median{Cell: spawnCell, Metric: "ns/op"}
	for _, c := range []struct {
		atLeast, atMost float64
		want            study.Outcome
	}{
		{100, 0, study.Holds}, {101, 0, study.Undecided}, {151, 0, study.Fails},
		{0, 150, study.Holds}, {0, 149, study.Undecided}, {0, 99, study.Fails},
		{90, 160, study.Holds}, {90, 120, study.Undecided}, {10, 20, study.Fails},
	} {
		got, _, err := b.Check(study.Rest{Of: of, AtLeast: c.atLeast, AtMost: c.atMost})
		require.NoError(t, err)
		assert.Equal(t, c.want, got, "%g to %g", c.atLeast, c.atMost)
	}
	got, _, err := b.Check(study.Rest{Of: study.Median{Cell: antsCell, Metric: "ns/op"}, AtLeast: 1})
	require.NoError(t, err)
	assert.Equal(t, study.Unknown, got)
	few := newRun(2, 3).times(spawnCell, 100, 100, 100).book(t)
	got, _, err = few.Check(study.Rest{Of: of, AtLeast: 1})
	require.NoError(t, err)
	assert.Equal(t, study.Undecided, got, "three rounds have no interval")
}

// A quick run decides no claim: what the reference says is shown then, and not that six rounds are
// too few.
func TestClaimsComeFromTheFirstRunThatCanDecide(t *testing.T) {
	cells := func(m *madeUp, rounds int) *madeUp {
		ns := make([]float64, rounds)
		for i := range ns {
			ns[i] = 100 + math.Mod(float64(i), 3)
		}
		return m.times("grain/grain=1.5ms/spawn/own", ns...)
	}
	quick := cells(newRun(2, 6), 6).write(t, "latest")
	full := cells(newRun(2, 12), 12).write(t, "reference")
	b, err := study.Open([]string{quick}, full)
	require.NoError(t, err)
	_, run, err := b.Claim("S01")
	require.NoError(t, err)
	assert.Equal(t, full, run.Dir)

	b, err = study.Open([]string{full}, quick)
	require.NoError(t, err)
	_, run, err = b.Claim("S01")
	require.NoError(t, err)
	assert.Equal(t, full, run.Dir)
	c, _, err := b.Claim("S11")
	require.NoError(t, err)
	assert.Equal(t, claim.NotMeasured, c.Verdict, "nobody measured it")
}
