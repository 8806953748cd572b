package workload

import (
	"math/rand/v2"
	"time"
)

const (
	// skewItems is how many items there are: with the mean of the two sizes enough for a window of 100 ms
	// on 2 processors.
	skewItems = 2_000
	// skewShare: one item of so many is heavy.
	skewShare = 10
	// skewFactor is how many times as long it takes: the slowest requests of a service are about
	// that far from its median.
	skewFactor = 40
	// skewIterations are those of a light item: about 20 µs.
	skewIterations = 18_500
)

// skewed is spin with items of two sizes. The heavy ones are a tenth of all: the first ones, or as
// a seed has them. It is of no industry: the sizes are made up for the purpose. Its digests are checked
// like those of other kernels.
func skewed(order string, heavy func(seed uint64) []bool) Workload {
	return Workload{
		Name: "skewed-" + order, Title: "calibrated work of 20 µs, a tenth of it 40 times as long, " + order,
		Grain:  20 * time.Microsecond * (skewShare - 1 + skewFactor) / skewShare, // on average
		Inputs: skewItems, Reseeded: true,
		Open: func(seed uint64) func(input int) uint64 {
			isHeavy := heavy(seed)
			return func(input int) uint64 {
				iterations := skewIterations
				if isHeavy[input] {
					iterations *= skewFactor
				}
				return step(iterations)
			}
		},
	}
}

// clustered are the first items.
func clustered(uint64) []bool {
	heavy := make([]bool, skewItems)
	for i := range skewItems / skewShare {
		heavy[i] = true
	}
	return heavy
}

// scattered are as many items anywhere.
func scattered(seed uint64) []bool {
	heavy := clustered(seed)
	rand.New(rand.NewPCG(seed, 0)).Shuffle(len(heavy), func(i, j int) { heavy[i], heavy[j] = heavy[j], heavy[i] })
	return heavy
}
