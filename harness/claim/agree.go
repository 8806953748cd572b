package claim

// Compared is a claim with its verdicts in two runs.
type Compared struct {
	ID      string  `json:"id"`
	Quote   string  `json:"claim"`
	Verdict Verdict `json:"verdict"`
	Other   Verdict `json:"other"`
}

// Agreement is how far the verdicts of two runs agree.
type Agreement struct {
	// Claims has every claim that both have, in order.
	Claims []Compared `json:"claims"`
	// Decided is how many of them the other run supports or refutes, Agree how many of those
	// have the same verdict in the first.
	Decided int `json:"decided"`
	Agree   int `json:"agree"`
}

// Against compares the verdicts of a run with those of another.
func Against(results, other []Result) Agreement {
	before := map[string]Result{}
	for _, r := range other {
		before[r.ID] = r
	}
	a := Agreement{Claims: []Compared{}}
	for _, r := range results {
		o, known := before[r.ID]
		if !known {
			continue
		}
		a.Claims = append(a.Claims, Compared{r.ID, r.Quote, r.Verdict, o.Verdict})
		if o.Verdict == Supported || o.Verdict == Refuted {
			a.Decided++
			if o.Verdict == r.Verdict {
				a.Agree++
			}
		}
	}
	return a
}
