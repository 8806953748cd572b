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
	p.paragraph("## Native behaviour")
	p.paragraph("The library keeps %d of the %d rules of this project's contract that apply to it by itself; %d others it never promised to keep. %s.",
		r.Count(conformance.Meets), len(r.Findings)-r.Count(conformance.Exempt), r.Count(conformance.Differs), p.toReport("What happened, rule by rule", "Native behaviour"))
	if texts := differences(r); len(texts) > 0 {
		p.paragraph("Rules that it does not keep, by topic: %s.", strings.Join(texts, ", "))
	}
	p.list(promised(r))
}

// promised are the rules that the library's own documentation states, and that it is known to break.
// They are races, so that not every table catches them.
func promised(r conformance.Row) []string {
	var items []string
	for _, promise := range conformance.Promises() {
		if promise.Variant != r.Variant {
			continue
		}
		text := fmt.Sprintf("It promises `%s`, and a race breaks that now and then%s: %s", promise.Case, caught(r, promise.Case), promise.Source)
		if promise.Issue != "" {
			text += ", reported in " + promise.Issue
		}
		items = append(items, text+".")
	}
	return items
}

// caught says whether the table has seen a rule broken.
func caught(r conformance.Row, name string) string {
	for _, f := range r.Findings {
		if f.Case == name && f.Verdict == conformance.Breaks {
			return ", as in this table"
		}
	}
	return ", though not in this table"
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
