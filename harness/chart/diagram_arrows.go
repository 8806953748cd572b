package chart

import "gonum.org/v1/plot/vg"

// arrowPlan is a measured [Arrow].
type arrowPlan struct {
	Arrow
	upper, lower Place
	falls        bool // From is the upper one
	x            vg.Length
	// down is from its upper to its lower end.
	down  span
	label []string
	// middle is where the label is centred vertically, in the gap above the lower end.
	middle vg.Length
}

// ways finds where the arrows run and wraps their labels. Those that join the same two
// divide their way among them.
func (p *lanePlan) ways() {
	at := p.places()
	for i, a := range p.Arrows {
		lo, hi, _ := p.way(a, p.grid) // Validate has been asked
		from, to := p.columns(lo, hi)
		from, to = p.within(from, to, a.From, a.To)
		n, k := p.alike(i)
		plan := arrowPlan{Arrow: a, upper: at[a.From], lower: at[a.To], x: from + (to-from)*vg.Length(k+1)/vg.Length(n+1)}
		if plan.falls = plan.upper.Row < plan.lower.Row; !plan.falls {
			plan.upper, plan.lower = plan.lower, plan.upper
		}
		p.arrows = append(p.arrows, plan)
	}
	for i := range p.arrows {
		a := &p.arrows[i]
		a.label = wrap(captionText, a.Label, p.labelEnd(*a)-a.x-2*labelSide, labelLines)
	}
}

// within cuts a way where one of the two that it joins ends inside of its cells.
func (p *lanePlan) within(lo, hi vg.Length, titles ...string) (vg.Length, vg.Length) {
	for _, title := range titles {
		s := p.sheet(title)
		end := s.max.x
		if s.box.Pile {
			end += pileDepth // so that arrows to a pile and to a single sheet are in line
		}
		lo, hi = max(lo, s.min.x), min(hi, end)
	}
	return lo, hi
}

// sheet returns the box or frame of a title.
func (p *lanePlan) sheet(title string) sheet {
	for i, b := range p.Boxes {
		if b.Title == title {
			return p.boxes[i]
		}
	}
	at := p.places()[title]
	for _, f := range p.frames {
		if f.at == at {
			return f
		}
	}
	return sheet{}
}

// alike counts the arrows that join the same two as the i-th one, and those before it.
func (p *lanePlan) alike(i int) (n, before int) {
	a := p.Arrows[i]
	for j, o := range p.Arrows {
		if o.From == a.From && o.To == a.To || o.From == a.To && o.To == a.From {
			n++
			if j < i {
				before++
			}
		}
	}
	return n, before
}

// labelEnd is how far the label of an arrow may reach: to the next arrow in the same gap,
// or to the side of the innermost frame around the gap.
func (p *lanePlan) labelEnd(a arrowPlan) vg.Length {
	end := p.x.to
	gap := a.lower.Row
	for _, f := range p.frames {
		if f.at.Row < gap && gap < f.at.bottom() && f.min.x < a.x && a.x < f.max.x {
			end = min(end, f.max.x)
		}
	}
	for _, o := range p.arrows {
		if o.x > a.x && o.upper.bottom() <= gap && gap <= o.lower.Row {
			end = min(end, o.x)
		}
	}
	return end
}

// vertical gives an arrow its vertical place.
func (a *arrowPlan) vertical(p *lanePlan, rows []diagramRow) {
	for _, title := range []string{a.From, a.To} {
		s := p.sheet(title)
		if s.at == a.upper {
			a.down.from = s.bottom()
		} else {
			a.down.to = s.min.y
		}
	}
	r := rows[a.lower.Row]
	a.middle = r.top - r.head - r.gap/2
}
