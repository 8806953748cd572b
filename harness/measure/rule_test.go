package measure

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/sample"
	"poolbench/variants"
	"poolbench/variants/catalog"
	"poolbench/variants/variantstest"
)

func ruleSpec(variant, face, name string) Spec {
	return Spec{Job: CheckRule, Variant: variant, Face: face, Workload: name, Submitters: 1, Tasks: 1}
}

// Findings about rows that are no race, in a process of their own.
func TestRulesAreJudged(t *testing.T) {
	cases := []struct {
		variant, face, name string
		want                *sample.Failure
	}{
		{"channel", "own", "exactly-once/8-submitters", nil},
		{"channel", "own", "leak/after-close", nil},
		{"spawn", "own", "workers/no-idle-worker", nil},
		{"pond", "native", "report/every-panic", &sample.Failure{Kind: sample.RuleBroken, Detail: "0 of 5 panics"}},
		{"gopool", "native", "close/refuses-submit", &sample.Failure{Kind: sample.RuleBroken, Detail: "Submit returned <nil>"}},
		{"gammazero", "native", "blocked/cancel", &sample.Failure{Kind: sample.Refused, Detail: "blocked/cancel does not apply: "}},
	}
	for _, c := range cases {
		outcome := ask(t, ruleSpec(c.variant, c.face, c.name))
		if c.want == nil {
			require.Nil(t, outcome.Failure, c.name)
			assert.Equal(t, 1, outcome.Measured.Tasks, c.name)
			assert.Positive(t, outcome.Measured.WallNS, c.name)
			continue
		}
		require.NotNil(t, outcome.Failure, "%s %s", c.variant, c.name)
		assert.Equal(t, c.want.Kind, outcome.Failure.Kind, "%s %s", c.variant, c.name)
		assert.Contains(t, outcome.Failure.Detail, c.want.Detail, "%s %s", c.variant, c.name)
		assert.NotContains(t, outcome.Failure.Detail, "\n", "%s %s", c.variant, c.name)
		assert.Nil(t, outcome.Measured)
	}
}

func caseNamed(t *testing.T, name string) variantstest.Case {
	t.Helper()
	cases := variantstest.Cases()
	i := slices.IndexFunc(cases, func(c variantstest.Case) bool { return c.Name == name })
	require.GreaterOrEqual(t, i, 0, name)
	return cases[i]
}

// A pool that does not return breaks the rule. What hangs in it stays behind until the test
// lets it go.
func TestAHangBreaksTheRule(t *testing.T) {
	row, err := catalog.Find("channel", catalog.Own)
	require.NoError(t, err)
	released := make(chan struct{})
	defer close(released)
	hangs := func(variants.Config) (variants.Pool, error) {
		return fakePool{submit: runAtOnce, close: func() error { <-released; return nil }}, nil
	}
	outcome := tryRule(caseNamed(t, "exactly-once/8-submitters"), hangs, row.Traits, 50*time.Millisecond)
	require.NotNil(t, outcome.Failure)
	assert.Equal(t, sample.RuleBroken, outcome.Failure.Kind)
	assert.Regexp(t, `\Ahangs: `, outcome.Failure.Detail)
}

// A violation that shows only now and then is looked for more than once, and the first one
// is enough.
func TestACaseThatPassesIsRepeated(t *testing.T) {
	row, err := catalog.Find("channel", catalog.Own)
	require.NoError(t, err)
	const name = "open/pools-share-nothing"
	opened := 0
	counting := func(cfg variants.Config) (variants.Pool, error) { opened++; return row.Open(cfg) }
	require.Nil(t, tryRule(caseNamed(t, name), counting, row.Traits, time.Minute).Failure)
	each := opened / ruleRepetitions
	assert.Positive(t, each)
	assert.Equal(t, each*ruleRepetitions, opened)

	opened = 0
	breaks := func(cfg variants.Config) (variants.Pool, error) {
		if opened++; opened > each {
			return nil, errors.New("no more pools")
		}
		return row.Open(cfg)
	}
	outcome := tryRule(caseNamed(t, name), breaks, row.Traits, time.Minute)
	require.NotNil(t, outcome.Failure, "in the second repetition")
	assert.Equal(t, sample.RuleBroken, outcome.Failure.Kind)
	assert.Contains(t, outcome.Failure.Detail, "no more pools")
	assert.Equal(t, each+1, opened, "not repeated after that")
}
