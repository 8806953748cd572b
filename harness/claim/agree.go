package claim

// Compared is a claim with its verdicts in two runs.
type Compared struct {
	ID      string  `json:"id"`
	Quote   string  `json:"claim"`
	Verdict Verdict `json:"verdict"`
	Other   Verdict `json:"other"`
}

// Agreement is how far the verdicts of two runs agree. It shows what chance does to them. What
// both runs share, a machine and a method, agrees with itself.
type Agreement struct {
	// Claims has every claim that both have cells of, in order.
	Claims []Compared `json:"claims"`
	// Decided is how many of them the other run supports or refutes, Agree how many of those
	// have the same verdict in the first.
	Decided int `json:"decided"`
	Agree   int `json:"agree"`
	// DecidedOrSplit and AgreeOrSplit count those that the other run splits as well: a claim
	// that is split in both is the same, whichever parts hold.
	DecidedOrSplit int `json:"decided_or_split"`
	AgreeOrSplit   int `json:"agree_or_split"`
}

// Against compares the verdicts of a run with those of another.
func Against(results, other []Result) Agreement {
	before := map[string]Result{}
	measured, _ := Measured(other)
	for _, r := range measured {
		before[r.ID] = r
	}
	a := Agreement{Claims: []Compared{}}
	measured, _ = Measured(results)
	for _, r := range measured {
		o, known := before[r.ID]
		if !known {
			continue
		}
		a.Claims = append(a.Claims, Compared{r.ID, r.Quote, r.Verdict, o.Verdict})
		same := 0
		if o.Verdict == r.Verdict {
			same = 1
		}
		switch o.Verdict {
		case Supported, Refuted:
			a.Decided++
			a.Agree += same
			fallthrough
		case Split:
			a.DecidedOrSplit++
			a.AgreeOrSplit += same
		}
	}
	return a
}
