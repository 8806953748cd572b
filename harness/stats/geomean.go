package stats

import (
	"math"
	"slices"
)

// GeoMean returns the geometric mean, the one for ratios: swapping what is divided by what
// inverts it, and no choice of the baseline changes an order. All values count alike.
//
// It is 0, which no mean of positive values is, if there are none or if any is missing (NaN),
// infinite, zero or negative. Thus only a row with a value in every column has a mean: rows
// averaged over different columns could not be compared.
func GeoMean(values []float64) float64 {
	if len(values) == 0 || invalid(values) > 0 {
		return 0
	}
	sum := 0.0
	for _, v := range values {
		sum += math.Log(v)
	}
	// Rounding must not move the mean of equal values away from them.
	return min(max(math.Exp(sum/float64(len(values))), slices.Min(values)), slices.Max(values))
}
