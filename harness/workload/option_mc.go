package workload

import (
	"math"
	"math/rand/v2"
	"time"
)

// option is a right to buy (a call) or to sell (a put) a share at a price that is agreed now.
type option struct {
	spot, strike     float64 // the price of the share today, and the price agreed
	rate, volatility float64 // interest and standard deviation of the share's return, per year
	years            float64 // until the right ends
}

// paths is how many futures one task draws: enough for a standard error of about 1.5 %.
const paths = 10_000

// optionMC prices the same call once per input, each time with other random numbers, as a
// bank does that splits one simulation into tasks. A task allocates its generator only.
func optionMC() Workload {
	call := option{spot: 100, strike: 100, rate: 0.05, volatility: 0.2, years: 1}
	return Workload{
		Name: "option-mc", Title: "Monte Carlo price of a European call, 10,000 paths",
		Industry: "finance", Source: "Boyle (1977); Black-Scholes closed form, within 4 standard errors",
		Grain: 140 * time.Microsecond, Inputs: 64,
		Open: func(seed uint64) func(int) uint64 {
			return func(input int) uint64 {
				var d digest
				price, standardError := monteCarlo(call, stream(seed, input))
				d.floats(price, standardError)
				return d.sum()
			}
		},
	}
}

// monteCarlo returns the mean discounted payoff of a European call and its standard error.
// Such an option depends on the share's last price alone, so a path has one step.
func monteCarlo(o option, random *rand.Rand) (price, standardError float64) {
	drift := (o.rate - o.volatility*o.volatility/2) * o.years
	diffusion := o.volatility * math.Sqrt(o.years)
	var sum, squares float64
	for range paths {
		last := o.spot * math.Exp(drift+diffusion*random.NormFloat64())
		payoff := max(0, last-o.strike)
		sum += payoff
		squares += payoff * payoff
	}
	mean := sum / paths
	variance := (squares/paths - mean*mean) / (paths - 1)
	discount := math.Exp(-o.rate * o.years)
	return discount * mean, discount * math.Sqrt(variance)
}
