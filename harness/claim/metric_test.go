package claim_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/claim"
)

func TestMetricsAreFoundByTheirKeys(t *testing.T) {
	for _, m := range claim.Metrics() {
		found, err := claim.FindMetric(m.Key)
		require.NoError(t, err)
		assert.Equal(t, m.Title, found.Title)
	}
	_, err := claim.FindMetric("speed")
	assert.ErrorContains(t, err, `unknown metric "speed": allowed are ns/op, cpu/wall, `)
}

func TestAClaimWithoutTestsIsNotMeasured(t *testing.T) {
	results := claim.EvaluateClaims(three().table(), []claim.Claim{{}, {Parts: []claim.Part{{}}}})
	assert.Equal(t, claim.NotMeasured, results[0].Verdict)
	assert.Equal(t, claim.NotMeasured, results[1].Verdict)
}
