package report

import (
	"fmt"

	"poolbench/harness/chart"
	"poolbench/harness/sample"
	"poolbench/harness/stats"
	"poolbench/variants/catalog"
)

// guardPrice is what the guard does to one library in one block.
type guardPrice struct {
	variant string
	// ratio is guarded ÷ native time per task, paired by round; extra the difference in ns.
	ratio, extra stats.Estimate
}

// guardPrices returns the libraries that have both faces in a column of s, in table order.
func (s *section) guardPrices(column int) []guardPrice {
	faces := map[string]map[string]*cell{}
	var order []string
	for _, r := range s.rows {
		if faces[r.variant] == nil {
			faces[r.variant] = map[string]*cell{}
			order = append(order, r.variant)
		}
		faces[r.variant][r.face] = r.cells[column]
	}
	var prices []guardPrice
	for _, variant := range order {
		native, guarded := faces[variant][string(catalog.Native)], faces[variant][string(catalog.Guarded)]
		price := guardPrice{
			variant: variant,
			ratio:   guarded.against(native, func(g, n sample.Measurement) float64 { return g.NSPerTask() / n.NSPerTask() }),
			extra:   guarded.against(native, func(g, n sample.Measurement) float64 { return g.NSPerTask() - n.NSPerTask() }),
		}
		if price.ratio.N > 0 {
			prices = append(prices, price)
		}
	}
	return prices
}

// guardFigure: a range per library, a group per number of submitters.
func (v *view) guardFigure() (figure, bool) {
	s := v.find("overhead")
	if s == nil {
		return figure{}, false
	}
	spec := chart.Ranges{
		Meta: v.meta(s, "Price of the guard, by library",
			"Time per empty task with the guard that adds the whole contract ÷ without it, paired by round. Median and 95 % "+
				"interval; 1× means that the guard costs nothing, below 1× that the library runs faster behind it."),
		XTitle: "guarded ÷ native (log scale)", XUnit: chart.Ratio, XMin: 1, XMax: 1,
	}
	for i, value := range s.values {
		group := chart.RangeGroup{Title: submitters(value)}
		for _, price := range s.guardPrices(i) {
			spec.XMin, spec.XMax = min(spec.XMin, price.ratio.Lo), max(spec.XMax, price.ratio.Hi)
			group.Rows = append(group.Rows, chart.RangeRow{
				Label: price.variant, Style: chart.StyleAt(styleIndex(price.variant)),
				Value: interval(price.ratio), Note: signedNS(price.extra.Mid),
			})
		}
		if len(group.Rows) > 0 {
			spec.Groups = append(spec.Groups, group)
		}
	}
	return figure{"guard-price", "price of the guard by library", spec}, len(spec.Groups) > 0
}

// signedNS is "+44 ns" or "−12 ns".
func signedNS(ns float64) string {
	if ns < 0 {
		return "−" + chart.Nanoseconds.Format(-ns)
	}
	return "+" + chart.Nanoseconds.Format(ns)
}

func (v *view) guardTable(d *document, s *section) {
	var rows [][]string
	for i, value := range s.values {
		for _, price := range s.guardPrices(i) {
			rows = append(rows, []string{price.variant + ", " + submitters(value), withInterval(price.ratio, chart.Ratio),
				fmt.Sprintf("%s [%s, %s]", signedNS(price.extra.Mid), signedNS(price.extra.Lo), signedNS(price.extra.Hi))})
		}
	}
	if len(rows) == 0 {
		return
	}
	d.paragraph("Price of the guard, paired by round:")
	d.table([]string{"library", "guarded ÷ native", "difference"}, rows)
	v.caption(d, s)
}
