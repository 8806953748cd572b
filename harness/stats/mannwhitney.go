package stats

// exactPairs is up to how many pairs (the product of the sample sizes) the Mann–Whitney
// distribution is counted, and not approximated. The effort grows with its square: two
// samples of 50 take a few milliseconds. At that switch the approximation errs as that of
// the signed ranks does; if one sample is tiny, P becomes much too large and no verdict
// wrong.
const exactPairs = 50 * 50

// mannWhitney is the distribution of the number of pairs, one of m values and one of n from
// the same distribution, in which the first is the smaller one (H. B. Mann & D. R. Whitney,
// On a test of whether one of two random variables is stochastically larger than the other,
// Annals of Mathematical Statistics 1947).
func mannWhitney(m, n int) tail {
	if m*n > exactPairs {
		f, g := float64(m), float64(n)
		return normal(f*g/2, f*g*(f+g+1)/12)
	}
	m, n = max(m, n), min(m, n) // the statistic is symmetric, and one row per n is kept
	// Their recursion over the orders of i and j values: the largest value is either one of
	// the j, and adds nothing, or one of the i, and exceeds all j of the others.
	row := make([][]float64, n+1)
	for j := range row {
		row[j] = []float64{1}
	}
	for i := 1; i <= m; i++ {
		for j := 1; j <= n; j++ {
			counts := make([]float64, i*j+1)
			copy(counts, row[j-1]) // i values against j − 1
			for u, c := range row[j] {
				counts[u+j] += c // i − 1 against j
			}
			row[j] = counts
		}
	}
	return exact(row[n])
}
