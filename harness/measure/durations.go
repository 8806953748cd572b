package measure

// unset marks a duration that has not been recorded.
const unset = -1

// newDurations makes room for n durations in nanoseconds, all of them unset. Writing them
// brings their pages in before the window, which would pay for it otherwise.
//
// Durations are kept one by one during the window, and the histogram is filled afterwards:
// recording one is a store at its task's own index, without a lock. A histogram per caller
// would need none either, but is 270 KB, and 16 of them are more than the 4 MB from which
// the collector of a small process starts to work: what is measured would run with fewer
// collections than it does by itself.
func newDurations(n int) []int64 {
	durations := make([]int64, n)
	for i := range durations {
		durations[i] = unset
	}
	return durations
}
