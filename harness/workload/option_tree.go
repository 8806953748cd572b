package workload

import (
	"math"
	"time"
)

// treeSteps is how often the share moves until the option ends: the price is then right to
// about a tenth of a percent.
const treeSteps = 500

// optionTree prices a book of American puts, whose strike and volatility are drawn. A task
// allocates two rows of the tree.
func optionTree() Workload {
	const book = 16
	return Workload{
		Name: "option-tree", Title: "price of an American put, binomial tree of 500 steps",
		Industry: "finance", Source: "Cox, Ross, Rubinstein (1979); prices of Hull's textbook example",
		Grain: 140 * time.Microsecond, Inputs: book,
		Open: func(seed uint64) func(int) uint64 {
			var puts [book]option
			for i := range puts {
				random := stream(seed, i)
				puts[i] = option{
					spot: 50, strike: 40 + 20*random.Float64(),
					rate: 0.1, volatility: 0.2 + 0.4*random.Float64(), years: 5.0 / 12,
				}
			}
			return func(input int) uint64 {
				var d digest
				d.floats(binomialPut(puts[input], treeSteps))
				return d.sum()
			}
		},
	}
}

// binomialPut returns the price of an American put: from the last step back to today, what
// it is worth at each node is what it pays now or what it is expected to be worth one step
// later, whichever is more.
func binomialPut(o option, steps int) float64 {
	dt := o.years / float64(steps)
	up := math.Exp(o.volatility * math.Sqrt(dt))
	grown := math.Exp(o.rate * dt)
	probability := (grown - 1/up) / (up - 1/up) // of a move up, in a market without arbitrage
	upShare, downShare := probability/grown, (1-probability)/grown

	payoffs := make([]float64, 2*steps+1) // payoffs[steps+k] after k more moves up than down
	for i := range payoffs {
		payoffs[i] = o.strike - o.spot*math.Pow(up, float64(i-steps))
	}
	values := make([]float64, steps+1) // values[j] after j moves up
	for j := range values {
		values[j] = max(0, payoffs[2*j])
	}
	for moves := steps - 1; moves >= 0; moves-- {
		for j := range moves + 1 {
			later := upShare*values[j+1] + downShare*values[j]
			values[j] = max(later, payoffs[steps+2*j-moves])
		}
	}
	return values[0]
}
