package page

import (
	"fmt"
	"slices"
	"strings"

	"poolbench/harness/conformance"
	"poolbench/variants/catalog"
)

// behaviour tells what a library does with the rules of the contract by itself; nothing for a
// strategy that is written here, which keeps them all.
func (p *page) behaviour(row catalog.Row) {
	if row.Face == catalog.Own || p.native == nil {
		return
	}
	i := slices.IndexFunc(p.native.Rows, func(r conformance.Row) bool { return r.Variant == row.Variant && r.Face == row.Face })
	if i < 0 {
		return
	}
	r := p.native.Rows[i]
	kept, breaks := r.Count(conformance.Meets), r.Count(conformance.Breaks)
	p.paragraph("## Native behaviour")
	p.paragraph("Of the %d rules of this project's contract that apply to it, the library keeps %d by itself and differs from %d that it never promised to keep. "+
		"It breaks %s of its own documentation. %s.",
		len(r.Findings)-r.Count(conformance.Exempt), kept, r.Count(conformance.Differs), promises(breaks), p.toReport("What happened, rule by rule", "Native behaviour"))
	if texts := differences(r); len(texts) > 0 {
		p.paragraph("Rules that it does not keep, by topic: %s.", strings.Join(texts, ", "))
	}
	var broken []string
	for _, f := range r.Findings {
		if f.Verdict == conformance.Breaks {
			broken = append(broken, fmt.Sprintf("`%s`: %s", f.Case, f.Promise))
		}
	}
	p.list(broken)
}

func promises(n int) string {
	switch n {
	case 0:
		return "no rule"
	case 1:
		return "one rule"
	}
	return fmt.Sprintf("%d rules", n)
}

// differences counts the rules that are not kept by the part of their names before the slash.
func differences(r conformance.Row) []string {
	var topics []string
	count := map[string]int{}
	for _, f := range r.Findings {
		if f.Verdict == conformance.Meets || f.Verdict == conformance.Exempt {
			continue
		}
		topic, _, _ := strings.Cut(f.Case, "/")
		if count[topic] == 0 {
			topics = append(topics, topic)
		}
		count[topic]++
	}
	for i, topic := range topics {
		topics[i] = fmt.Sprintf("%s %d", topic, count[topic])
	}
	return topics
}
