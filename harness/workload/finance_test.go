package workload

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"
)

// blackScholes is the price of a European call in closed form: F. Black, M. Scholes, "The
// pricing of options and corporate liabilities", 1973.
func blackScholes(o option) float64 {
	cumulative := func(x float64) float64 { return math.Erfc(-x/math.Sqrt2) / 2 }
	deviation := o.volatility * math.Sqrt(o.years)
	d := (math.Log(o.spot/o.strike)+o.rate*o.years)/deviation + deviation/2
	return o.spot*cumulative(d) - o.strike*math.Exp(-o.rate*o.years)*cumulative(d-deviation)
}

func TestMonteCarloApproachesBlackScholes(t *testing.T) {
	call := option{spot: 100, strike: 100, rate: 0.05, volatility: 0.2, years: 1}
	exact := blackScholes(call)
	assert.InDelta(t, 10.4505835722, exact, 1e-10)
	for input := range 8 {
		price, standardError := monteCarlo(call, stream(Seed, input))
		assert.InDelta(t, exact, price, 4*standardError)
		assert.InDelta(t, 0.147, standardError, 0.007, "the payoff's deviation 14.7, by the root of 10,000 paths")
	}
}

// J. C. Hull, "Options, Futures, and Other Derivatives", has 4.49 for five steps, and 4.283
// for 500.
func TestTheTreeHasThePricesOfTheTextbook(t *testing.T) {
	put := option{spot: 50, strike: 50, rate: 0.1, volatility: 0.4, years: 5.0 / 12}
	assert.InDelta(t, 4.49, binomialPut(put, 5), 0.005)
	assert.InDelta(t, 4.283021, binomialPut(put, treeSteps), 5e-7)
}

// Without interest nothing is gained by exercising early, and then the American put costs
// as much as the European one, which follows from the call: put = call - spot + strike.
func TestAPutWithoutInterestIsEuropean(t *testing.T) {
	put := option{spot: 50, strike: 45, rate: 0, volatility: 0.3, years: 1}
	assert.InDelta(t, blackScholes(put)-put.spot+put.strike, binomialPut(put, treeSteps), 0.01)
}

func TestValueAtRiskOfNormalReturnsIsAQuantile(t *testing.T) {
	assert.InDelta(t, 2.326348, distuv.UnitNormal.Quantile(confidence), 5e-7)
	matrix := covariance(rand.NewPCG(Seed, 0))
	deviation := math.Sqrt(mat.Sum(matrix)) / assets // of equal parts
	const n = 40_000
	// The standard error of a quantile: the root of p(1-p)/n by the density there.
	standardError := deviation * math.Sqrt(confidence*(1-confidence)/n) / distuv.UnitNormal.Prob(2.326348)
	assert.InDelta(t, 2.326348*deviation, valueAtRisk(matrix, n, rand.NewPCG(Seed, 1)), 4*standardError)
}

func TestCovarianceHasItsCorrelation(t *testing.T) {
	matrix := covariance(rand.NewPCG(Seed, 0))
	for i := range assets {
		assert.GreaterOrEqual(t, matrix.At(i, i), 0.01*0.01)
		assert.LessOrEqual(t, matrix.At(i, i), 0.04*0.04)
		for j := range i {
			assert.InDelta(t, correlation, matrix.At(i, j)/math.Sqrt(matrix.At(i, i)*matrix.At(j, j)), 1e-12)
		}
	}
}
