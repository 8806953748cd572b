package workload

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"gonum.org/v1/gonum/dsp/window"
)

// A sine of amplitude 1 and k periods is (e^{ikx} - e^{-ikx})/2i: half of the samples' number
// in coefficient k, and nothing in the others.
func TestTheSpectrumOfASineIsALine(t *testing.T) {
	sine := make([]float64, frame)
	for i := range sine {
		sine[i] = math.Sin(2 * math.Pi * 100 * float64(i) / frame)
	}
	magnitudes := spectra(sine, window.NewValues(window.Rectangular, frame))
	assert.Len(t, magnitudes, frame/2+1)
	for k, got := range magnitudes {
		want := 0.0
		if k == 100 {
			want = 2048
		}
		assert.InDelta(t, want, got, 1e-8, "coefficient %d", k)
	}
}

// Half of a Hann window is in its middle coefficient, so the line has a quarter of the
// samples' number, and its neighbours half of that. gonum's window ends with a zero on both
// sides, which makes it one sample shorter than a period.
func TestSpectraHaveAllFrames(t *testing.T) {
	sound := make([]float64, frame+(frames-1)*hop)
	for i := range sound {
		sound[i] = math.Sin(2 * math.Pi * 100 * float64(i) / frame)
	}
	magnitudes := spectra(sound, window.NewValues(window.Hann, frame))
	assert.Len(t, magnitudes, frames*(frame/2+1))
	for i := range frames {
		line := magnitudes[i*(frame/2+1):]
		assert.InEpsilon(t, 1024, line[100], 0.001)
		assert.InEpsilon(t, 512, line[99], 0.001)
		assert.InEpsilon(t, 512, line[101], 0.001)
		assert.InDelta(t, 0, line[200], 0.01)
	}
}

func TestEveryGramIsCounted(t *testing.T) {
	for _, text := range [][]byte{[]byte("abc"), []byte("aaaaaaaa"), prose(Seed, documentIs)} {
		sum := 0
		for _, n := range hashedGrams(text) {
			sum += int(n)
		}
		assert.Equal(t, len(text)-2, sum)
	}
	// Of the test vectors that G. Fowler, L. C. Noll and K.-P. Vo published with FNV-1a.
	assert.Equal(t, uint32(1), hashedGrams([]byte("foo"))[0xa9f37ed7%buckets])
}

func TestStandardizedColumnsHaveMean0AndDeviation1(t *testing.T) {
	table := features(Seed, 0)
	for i, column := range standardize(table) {
		assert.Len(t, column, values)
		var sum, squares float64
		for j, z := range column {
			sum += z
			squares += z * z
			assert.Equal(t, table[i][0] < table[i][j], column[0] < z, "the order stays")
		}
		assert.InDelta(t, 0, sum/values, 1e-10)
		assert.InDelta(t, 1, math.Sqrt(squares/(values-1)), 1e-10)
	}
}
