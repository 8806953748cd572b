package workload

import (
	"math"
	"math/cmplx"
	"time"

	"gonum.org/v1/gonum/dsp/fourier"
	"gonum.org/v1/gonum/dsp/window"
)

// A frame is what one spectrum is computed of; at 44.1 kHz it is 93 ms of sound. Frames
// overlap by half.
const (
	frame  = 4096
	hop    = frame / 2
	frames = 4 // per task
)

// spectrogram computes spectra of sound, as speech recognition and audio classification do
// before they start. A task allocates the plan of the transform, which is not safe for
// concurrent use, a frame, a spectrum and the result.
func spectrogram() Workload {
	const clips = 16
	return Workload{
		Name: "fft", Title: "spectrogram of 4 frames of 4,096 samples",
		Industry: "machine learning", Source: "gonum dsp/fourier; a sine of 100 periods has |X[100]| = 4096/2",
		Grain: 300 * time.Microsecond, Inputs: clips,
		Open: func(seed uint64) func(int) uint64 {
			var sounds [clips][]float64
			for i := range sounds {
				sounds[i] = chord(seed, i)
			}
			hann := window.NewValues(window.Hann, frame)
			return func(input int) uint64 {
				var d digest
				d.floats(spectra(sounds[input], hann)...)
				return d.sum()
			}
		},
	}
}

// chord is a sum of three drawn tones, and noise.
func chord(seed uint64, clip int) []float64 {
	random := stream(seed, clip)
	sound := make([]float64, frame+(frames-1)*hop)
	for i := range sound {
		sound[i] = random.NormFloat64()
	}
	for range 3 {
		step := math.Pi * random.Float64() // the angle between samples; π is the highest tone there is
		for i := range sound {
			sound[i] += math.Sin(step * float64(i))
		}
	}
	return sound
}

// spectra returns the magnitudes of the frames' Fourier coefficients, frame by frame.
func spectra(sound []float64, weights window.Values) []float64 {
	plan := fourier.NewFFT(frame)
	weighted, coefficients := make([]float64, frame), make([]complex128, frame/2+1)
	magnitudes := make([]float64, 0, frames*len(coefficients))
	for start := 0; start+frame <= len(sound); start += hop {
		weights.TransformTo(weighted, sound[start:][:frame])
		for _, c := range plan.Coefficients(coefficients, weighted) {
			magnitudes = append(magnitudes, cmplx.Abs(c))
		}
	}
	return magnitudes
}
