package stats_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/stats"
)

// requireSound checks what must hold for every comparison of valid data: numbers in order,
// and an interval that excludes the null ratio exactly when P is below 1 − its level.
func requireSound(t *testing.T, c stats.Comparison, null float64, context ...any) {
	t.Helper()
	require.True(t, 0 <= c.P && c.P <= 1, context...)
	for alpha, e := range map[float64]stats.Estimate{0.05: c.Ratio, 0.01: c.Wide} {
		require.True(t, 0 < e.Lo && e.Lo <= e.Mid && e.Mid <= e.Hi, context...)
		excluded := e.Bounded && (null < e.Lo || e.Hi < null)
		require.Equal(t, c.P < alpha, excluded, context...)
	}
	require.True(t, c.Wide.Lo <= c.Ratio.Lo && c.Ratio.Hi <= c.Wide.Hi, context...)
	require.True(t, c.Ratio.Bounded || !c.Wide.Bounded, context...)
}

// near are ratios next to 1, where rounding could carry an end of the interval across it.
func near(r *rand.Rand) float64 { return 1 + float64(r.IntN(9)-3)*0x1p-52 }

func TestIntervalsExcludeTheNullExactlyWhenPIsSmall(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(6, 1))
	kinds := map[string]func(*rand.Rand) float64{"near": near}
	for name, draw := range draws {
		kinds[name] = draw
	}
	rejected := map[bool]int{}
	for n := 1; n <= 50; n++ {
		for name, draw := range inOrder(kinds) {
			for range 3 {
				ratios := sampleOf(r, n, draw)
				for _, null := range []float64{1, 1.05, ratios[0]} {
					c := stats.PairedAgainst(ratios, null)
					requireSound(t, c, null, "%s, null %v: %v", name, null, ratios)
					rejected[c.P < 0.01]++
				}
				after := sampleOf(r, 1+r.IntN(12), draw)
				for _, null := range []float64{1, 0.95, after[0] / ratios[0]} {
					if null > 0 && null < 1e300 {
						requireSound(t, stats.Unpaired(ratios, after, null), null, "%s, null %v: %v %v", name, null, ratios, after)
					}
				}
			}
		}
	}
	assert.Greater(t, rejected[true], 300, "the test saw enough on either side")
	assert.Greater(t, rejected[false], 300)
}
