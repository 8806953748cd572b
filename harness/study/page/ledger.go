package page

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"poolbench/harness/claim"
	"poolbench/harness/study"
)

// fewClaims is how many claims a page shows in full, those about the fewest strategies: more of
// them no one reads, and what all strategies have in common is not about one.
const fewClaims = 8

// about is a claim with what one strategy or experiment has to do with it.
type about struct {
	claim.Claim
	// rows is how many different strategies it compares.
	rows int
}

// claims are those that have an arm to keep, the ones about few strategies first.
func (p *page) claims(keep func(claim.Arm) bool) []about {
	var all []about
	for _, c := range p.ledger {
		rows, kept := map[string]bool{}, false
		for _, part := range c.Parts {
			for _, a := range arms(part) {
				rows[a.Row] = true
				kept = kept || keep(a)
			}
		}
		if kept {
			all = append(all, about{c, len(rows)})
		}
	}
	slices.SortStableFunc(all, func(a, b about) int { return cmp.Compare(a.rows, b.rows) })
	return all
}

func arms(part claim.Part) []claim.Arm {
	var all []claim.Arm
	for _, t := range part.Tests {
		all = append(all, t.Arms()...)
	}
	return all
}

// claimsOn lists the ledger's rows that a variant has a cell in.
func (p *page) claimsOn(variant string) {
	mine := func(a claim.Arm) bool { return a.Row == variant || strings.HasPrefix(a.Row, variant+"/") }
	all := p.claims(mine)
	shown := all[:min(len(all), fewClaims)]
	var lines [][]string
	for _, c := range shown {
		lines = append(lines, append(p.verdict(c.ID), p.parts(c.ID, mine)))
	}
	p.table([]string{"", "claim", "verdict", "effect, 99 % interval, claimed", "parts with it"}, lines)
	var others []string
	for _, c := range all[len(shown):] {
		others = append(others, c.ID)
	}
	slices.Sort(others)
	if len(others) > 0 {
		p.paragraph("More claims with a cell of it, in %s: %s.", p.toReport("the report", "Claims"), strings.Join(others, ", "))
	}
}

// claimsFrom lists the ledger's rows that rest on an experiment.
func (p *page) claimsFrom(claims []about) {
	var lines [][]string
	for _, c := range claims {
		lines = append(lines, p.verdict(c.ID))
	}
	slices.SortFunc(lines, func(a, b []string) int { return cmp.Compare(a[0], b[0]) })
	if len(lines) == 0 {
		return
	}
	p.paragraph("## In the ledger")
	p.table([]string{"", "claim", "verdict", "effect, 99 % interval, claimed"}, lines)
}

// verdict is the line of a claim: ID, what is claimed, what a run says.
func (p *page) verdict(id string) []string {
	c, r, err := p.book.Claim(id)
	p.fail(err)
	if err != nil {
		return make([]string, 4)
	}
	return []string{id, c.Quote, string(c.Verdict) + mark(r), c.Shown()}
}

// parts counts the verdicts on those parts of a claim that have an arm to keep: "2 supported".
func (p *page) parts(id string, keep func(claim.Arm) bool) string {
	c, _, err := p.book.Claim(id)
	p.fail(err)
	if len(c.Found) < 2 {
		return "–"
	}
	var order []string
	count := map[string]int{}
	for i, part := range c.Found {
		if !slices.ContainsFunc(arms(c.Parts[i]), keep) {
			continue
		}
		if v := string(part.Verdict); count[v] == 0 {
			order = append(order, v)
		}
		count[string(part.Verdict)]++
	}
	for i, v := range order {
		order[i] = fmt.Sprintf("%d %s", count[v], v)
	}
	return strings.Join(order, ", ")
}

// questions lists those of the guide to keep, under a heading; nothing if there are none.
func (p *page) questions(heading string, keep func(study.Asked) bool) {
	guide := p.way(p.dir + "/" + study.File)
	var items []string
	for _, q := range study.Questions() {
		if keep(q) {
			ask, err := p.book.Text(q.Ask)
			p.fail(err)
			title := fmt.Sprintf("Question %d: %s", q.Number, ask)
			items = append(items, fmt.Sprintf("[%s](%s#%s)", title, guide, study.Anchor(title)))
		}
	}
	if len(items) > 0 {
		p.paragraph("## %s", heading)
		p.list(items)
	}
}
