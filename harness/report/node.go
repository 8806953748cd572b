package report

import (
	"maps"
	"slices"
	"strings"

	"poolbench/harness/chart"
	"poolbench/harness/node"
	"poolbench/harness/sample"
	"poolbench/variants/catalog"
)

// counterparts are the marks and colours of the systems in Node.js, by their place in this build's
// catalog: those with the idea of a strategy in Go have its mark. The pool has a colour of its own, since
// it stands beside the baseline in curves.
var counterparts = map[string]struct {
	shape  string // the strategy whose mark it has
	colour int    // the place of its colour in the palette of charts
}{
	node.Loop: {catalog.Serial, 0}, node.Spawn: {unpooled, 1}, node.Pool: {catalog.Baseline, 2},
	"node-piscina": {"freelist", 4}, "node-workerpool": {"batched", 5}, node.Cluster: {"errgroup", 6},
}

// look is how a variant is drawn: in Go filled and solid, with the style of its place in the catalog;
// in Node.js hollow and dashed. So the two are told apart without colour. An unknown one is grey.
func look(variant string) chart.Style {
	if !node.Is(variant) {
		return chart.StyleAt(styleIndex(variant))
	}
	s := chart.StyleAt(counterparts[variant].colour)
	s.Marker, s.Open, s.Dashes = chart.StyleAt(styleIndex(counterparts[variant].shape)).Marker, true, nodeDashes
	return s
}

// nodeDashes are those of every curve of a system in Node.js.
var nodeDashes = chart.StyleAt(shapesApart).Dashes

// languages says which version of Node.js took part, and how it is compared with Go; nothing for a
// run without.
func (v *view) languages(d *document) {
	b := v.table.Run.Build
	if b.Node == "" {
		return
	}
	var packages []string
	for _, name := range slices.Sorted(maps.Keys(b.NodePackages)) {
		packages = append(packages, name+" "+b.NodePackages[name])
	}
	text := "Node.js " + b.Node
	if len(packages) > 0 {
		text += ", " + strings.Join(packages, ", ")
	}
	d.paragraph("%s. **This run has a plan of its own**: systems in Node.js stand beside a few strategies in Go, in the same rounds. "+
		"Nothing of it is part of the comparisons of a run of Go alone, and there are no verdicts between the languages.", text)
	d.paragraph("How the two are compared: both compute the same workloads, and each answer is checked against the same known one; but in node-health the answers of the service in Go are " +
		"checked once, before the window, and counted in it. Closed loops run where the callers would: in Node.js on the main thread, in Go in goroutines. Requests for `GET /` come from one generator, " +
		"written in Go, in a process of its own. Processor time and memory are read from the operating system for all processes of a system.")
	d.paragraph("What distorts: JavaScript calculates with doubles, which sums show and 32-bit arithmetic avoids. Memory that processes share counts in each of them. " +
		"Go is compiled before it starts; V8 compiles while a program runs, not only the task but also the code of the harness and of the library that hands it over, and though all of it is warmed up before the window, where workers stay, " +
		"it may go on to optimize it in the window. " +
		"And where tasks come one at a time, a caller in Go and its worker take turns on one processor and wake nobody, whereas a Worker is another thread: waking it, and then the main thread, is most of what a short task takes in Node.js, " +
		"and longer still on a virtual machine whose other processor sleeps.")
}

// inNode tells whether a run has systems in Node.js among cells.
func inNode(series []*sample.Series) bool {
	return slices.ContainsFunc(series, func(s *sample.Series) bool { return node.Is(s.Cell.Variant) })
}
