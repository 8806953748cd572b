package measure

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"poolbench/harness/conformance"
	"poolbench/harness/sample"
	"poolbench/variants"
	"poolbench/variants/catalog"
	"poolbench/variants/variantstest"
)

// ruleRepetitions is how often a case runs that passes. Some violations are races that show
// once in a few times; every sample is another process and tries again, so a few are enough.
const ruleRepetitions = 4

// TryRule runs the case of the conformance suite that spec.Workload names, until it fails
// or has passed ruleRepetitions times. The case decides how the pool is configured. A
// violation is a failure of kind sample.RuleBroken, and so is a case that hangs for longer
// than conformance.Limit; an exempt case is refused. WallNS is what all repetitions took, a
// number without meaning: what counts is that there is one.
//
// The names "textbook-0", "textbook-10" and so on are no cases: they are the pool of the
// tutorials with buffers of that length, spec.Workers workers and spec.Tasks jobs, tried once.
// The row is not read then.
//
// What hangs stays behind in this process, and a panic in a goroutine of the pool's own ends
// it. Both are for the parent to see.
func TryRule(spec Spec) Outcome {
	if length, ok := strings.CutPrefix(spec.Workload, textbookPrefix); ok {
		return tryTextbook(length, spec)
	}
	row, err := catalog.Find(spec.Variant, catalog.Face(spec.Face))
	if err != nil {
		return Outcome{Failure: refused(err)}
	}
	cases := variantstest.Cases()
	i := slices.IndexFunc(cases, func(c variantstest.Case) bool { return c.Name == spec.Workload })
	if i < 0 {
		return Outcome{Failure: refused(fmt.Errorf("unknown case %q", spec.Workload))}
	}
	return tryRule(cases[i], row.Open, row.Traits, conformance.Limit)
}

func tryRule(c variantstest.Case, open variantstest.Open, traits variants.Traits, limit time.Duration) Outcome {
	if reason := c.Skip(traits); reason != "" {
		return Outcome{Failure: refused(fmt.Errorf("%s does not apply: %s", c.Name, reason))}
	}
	start := time.Now()
	for range ruleRepetitions {
		if err := c.Check(open, traits, limit); err != nil {
			line, _, _ := strings.Cut(conformance.Violation(c, err), "\n")
			return Outcome{Failure: &sample.Failure{Kind: sample.RuleBroken, Detail: line}}
		}
	}
	return Outcome{Measured: &sample.Measurement{Tasks: 1, WallNS: max(time.Since(start).Nanoseconds(), 1)}}
}
