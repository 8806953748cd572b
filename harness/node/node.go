// Package node is the study note's own systems, in Node.js: the list of them, whether this machine
// can run them, and the process that plays a sample of one.
//
// # Model
//
// Beside this Go code lies a Node.js program, sample.mjs: a process of it opens one system, says that it is ready,
// does what the shape of the load asks for, and answers with what came out. The systems, one
// file each under variants/, have an interface of their own, of which README.md speaks. What is
// measured from outside, processor time of others, memory, threads, is measured by package measure
// in the same way as for a strategy in Go.
//
// The list is apart from that of package catalog: Go's strategies are compared with each other, and
// never with these. Experiments that have both are of their own, and only measured when asked for.
//
// # What it is not
//
// It installs nothing and downloads nothing: make bench-node does. Nothing here is a verdict on a
// language: a system in Node.js stands for a way to use several processors where objects are not shared.
package node

import (
	"fmt"
	"slices"
	"strings"

	"poolbench/harness/sample"
	"poolbench/variants/catalog"
)

// The names of the systems that are written here: the event loop alone, a Worker per task, the hand-written pool of worker
// threads, and a process per processor.
const (
	Loop    = "node-loop"
	Spawn   = "node-spawn"
	Pool    = "node-pool"
	Cluster = "node-cluster"
)

// Pooled returns the keys of the rows whose workers stay.
func Pooled() []string {
	return []string{Pool, "node-piscina/native", "node-workerpool/native", Cluster}
}

// Rows returns the systems in the order of reports. The caller owns the slice. Open is nil: they
// do not run in this process. Module is the name of a library's package, and its face native.
func Rows() []catalog.Row {
	own := func(name, idea, handOver string) catalog.Row {
		return catalog.Row{Variant: name, Face: catalog.Own, Idea: idea, HandOver: handOver}
	}
	library := func(name, module, idea string) catalog.Row {
		return catalog.Row{Variant: name, Face: catalog.Native, Module: module, Idea: idea, HandOver: "postMessage"}
	}
	return []catalog.Row{
		own(Loop, "the event loop runs the task itself", "a call"),
		own(Spawn, "a Worker per task", "postMessage"),
		own(Pool, "a hand-written WorkerPool: idle workers and a queue", "postMessage"),
		library("node-piscina", "piscina", "Piscina, a pool library"),
		library("node-workerpool", "workerpool", "workerpool, a pool library"),
		own(Cluster, "a process per processor, each with a pool", "a message between processes"),
	}
}

// Names returns the systems' names in the order of Rows.
func Names() []string {
	var names []string
	for _, row := range Rows() {
		names = append(names, row.Variant)
	}
	return names
}

// Is tells whether a variant is one of the systems here.
func Is(variant string) bool { return slices.Contains(Names(), variant) }

// Find returns the row of a system, or an error that lists those there are.
func Find(variant string) (catalog.Row, error) {
	for _, row := range Rows() {
		if row.Variant == variant {
			return row, nil
		}
	}
	return catalog.Row{}, fmt.Errorf("unknown system %q: allowed are %s", variant, strings.Join(Names(), ", "))
}

// TakesPart tells whether a system in Node.js has a cell in a plan.
func TakesPart(p sample.Plan) bool {
	return slices.ContainsFunc(p.Cells, func(c sample.Cell) bool { return Is(c.Variant) })
}
