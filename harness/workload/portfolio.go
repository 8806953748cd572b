package workload

import (
	"math/rand/v2"
	"slices"
	"time"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

const (
	assets      = 32
	scenarios   = 1_000
	correlation = 0.3  // between any two assets, as is usual for shares of one market
	confidence  = 0.99 // of the value at risk: the loss that 1 % of the days exceed
)

// portfolioVaR simulates the value at risk of portfolios of equal parts. Matrices are so
// small that gonum, which multiplies large ones in goroutines of its own, starts none. A
// task allocates the Cholesky factor, three vectors and the losses.
func portfolioVaR() Workload {
	return Workload{
		Name: "portfolio-var", Title: "value at risk of 32 correlated assets, 1,000 scenarios",
		Industry: "finance", Source: "variance-covariance method; 2.326348 standard deviations, the normal quantile",
		Grain: 500 * time.Microsecond, Inputs: 16,
		Open: func(seed uint64) func(int) uint64 {
			return func(input int) uint64 {
				var d digest
				random := rand.NewPCG(seed, uint64(input))
				d.floats(valueAtRisk(covariance(random), scenarios, random))
				return d.sum()
			}
		},
	}
}

// covariance returns that of assets whose daily standard deviations are drawn from 1 to 4 %.
func covariance(source rand.Source) *mat.SymDense {
	deviation := distuv.Uniform{Min: 0.01, Max: 0.04, Src: source}
	deviations := make([]float64, assets)
	for i := range deviations {
		deviations[i] = deviation.Rand()
	}
	matrix := mat.NewSymDense(assets, nil)
	for i, a := range deviations {
		for j, b := range deviations[:i] {
			matrix.SetSym(i, j, correlation*a*b)
		}
		matrix.SetSym(i, i, a*a)
	}
	return matrix
}

// valueAtRisk draws n days of correlated normal returns, L·z with the Cholesky factor L of
// the covariance and independent z, and returns the loss at the quantile [confidence]. A sum
// of normal returns is normal, so for such positions a formula would do, and is the test;
// the simulation is for those that are not linear.
func valueAtRisk(covariance *mat.SymDense, n int, source rand.Source) float64 {
	var factorised mat.Cholesky
	if !factorised.Factorize(covariance) {
		panic("a covariance that is not positive definite") // impossible with a correlation in (0, 1)
	}
	var lower mat.TriDense
	factorised.LTo(&lower)
	normal := distuv.Normal{Sigma: 1, Src: source}
	independent, returns := mat.NewVecDense(assets, nil), mat.NewVecDense(assets, nil)
	losses := make([]float64, n)
	for i := range losses {
		for j := range assets {
			independent.SetVec(j, normal.Rand())
		}
		returns.MulVec(&lower, independent)
		losses[i] = -mat.Sum(returns) / assets
	}
	slices.Sort(losses)
	return stat.Quantile(confidence, stat.Empirical, losses, nil)
}
