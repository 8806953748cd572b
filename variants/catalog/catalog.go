// Package catalog is the one list of variants. Adding a pool to poolbench is a package
// under variants/ and a row here; the list command, the conformance tests, the benchmarks,
// the charts and the report all read this list.
//
// A row is a variant with one face. Hand-rolled variants have one row, their own; a
// library has two, native (as its documentation uses it) and guarded (with the whole
// contract). There is no registration at start-up: what is in the list is what you read.
package catalog

import (
	"fmt"

	"poolbench/variants"
	"poolbench/variants/ants"
	"poolbench/variants/batched"
	"poolbench/variants/channel"
	"poolbench/variants/conc"
	"poolbench/variants/errgroup"
	"poolbench/variants/freelist"
	"poolbench/variants/gammazero"
	"poolbench/variants/gopool"
	"poolbench/variants/inline"
	"poolbench/variants/pond"
	"poolbench/variants/spawn"
)

// Face tells how a variant meets the contract.
type Face string

const (
	// Own is a strategy written here, with the whole contract in its design.
	Own Face = "own"
	// Native is a library as its own documentation uses it.
	Native Face = "native"
	// Guarded is a library behind package guard.
	Guarded Face = "guarded"
)

// Faces are all faces, in the order in which reports show them.
var Faces = []Face{Own, Native, Guarded}

// Row is one entry of the catalog.
type Row struct {
	// Variant is the name used on the command line and in every result.
	Variant string
	// Face is which of its faces this row is.
	Face Face
	// Idea is the strategy in a few words.
	Idea string
	// HandOver is how a task gets from the submitter to the goroutine that runs it.
	HandOver string
	// Panics is what becomes of a panic in a task.
	Panics string
	// Module is the path of the library's module; empty for Own.
	Module string
	// Traits are what the variant declares about itself.
	Traits variants.Traits
	// Open makes a pool; it returns an error for an invalid Config.
	Open func(variants.Config) (variants.Pool, error)
}

// Key is the row's short name, "ants/native": unique, and an own variant's is its name.
func (r Row) Key() string {
	if r.Face == Own {
		return r.Variant
	}
	return r.Variant + "/" + string(r.Face)
}

// Baseline is the variant that comparisons are made against, Serial the reference for
// efficiency.
const (
	Baseline = "channel"
	Serial   = "inline"
)

// Rows returns all rows in the order of reports. The caller owns the slice.
func Rows() []Row {
	own := func(name, idea, handOver string, traits variants.Traits, open opener) Row {
		return Row{Variant: name, Face: Own, Idea: idea, HandOver: handOver, Panics: "reported by Close", Traits: traits, Open: open}
	}
	rows := []Row{
		own("inline", "the submitter runs the task", "a call", inline.Traits, inline.Open),
		own("spawn", "a goroutine per task", "go statement", spawn.Traits, spawn.Open),
		own("freelist", "a stack of idle workers and a queue", "the worker's inbox", freelist.Traits, freelist.Open),
		own("channel", "workers range over a buffered channel", "channel", channel.Traits, channel.Open),
		own("batched", "a ring buffer, taken from in batches", "ring buffer", batched.Traits, batched.Open),
	}
	for _, l := range []library{
		{"errgroup", errgroup.Module, "a limit in front of the go statement", "go statement", "ends the process",
			errgroup.Traits, errgroup.Traits, errgroup.Open, errgroup.OpenGuarded},
		{"ants", ants.Module, "a stack of idle workers, no queue", "the worker's inbox", "goes to the log",
			ants.Traits, ants.Traits, ants.Open, ants.OpenGuarded},
		{"pond", pond.Module, "a bounded queue, workers that come and go", "linked list", "counted",
			pond.Traits, pond.Traits, pond.Open, pond.OpenGuarded},
		{"gammazero", gammazero.Module, "a dispatcher and an unbounded queue", "two channels", "ends the process",
			gammazero.NativeTraits, gammazero.GuardedTraits, gammazero.Open, gammazero.OpenGuarded},
		{"conc", conc.Module, "workers range over an unbuffered channel", "channel", "panics in Wait",
			conc.Traits, conc.Traits, conc.Open, conc.OpenGuarded},
		{"gopool", gopool.Module, "an unbounded list, workers that come and go", "linked list", "goes to the log",
			gopool.NativeTraits, gopool.GuardedTraits, gopool.Open, gopool.OpenGuarded},
	} {
		rows = append(rows, l.faces()...)
	}
	return rows
}

type opener = func(variants.Config) (variants.Pool, error)

// library is what its two rows are made of.
type library struct {
	name, module, idea, handOver, panics string
	native, guarded                      variants.Traits
	open, openGuarded                    opener
}

func (l library) faces() []Row {
	return []Row{
		{Variant: l.name, Face: Native, Module: l.module, Idea: l.idea, HandOver: l.handOver, Panics: l.panics, Traits: l.native, Open: l.open},
		{Variant: l.name, Face: Guarded, Module: l.module, Idea: "the same behind the guard", HandOver: l.handOver, Panics: "reported by Close", Traits: l.guarded, Open: l.openGuarded},
	}
}

// Names returns each variant's name once, in the order of Rows.
func Names() []string {
	var names []string
	for _, row := range Rows() {
		if len(names) == 0 || names[len(names)-1] != row.Variant {
			names = append(names, row.Variant)
		}
	}
	return names
}

// Find returns the row of variant with face, or an error that says what there is.
func Find(variant string, face Face) (Row, error) {
	for _, row := range Rows() {
		if row.Variant == variant && row.Face == face {
			return row, nil
		}
	}
	return Row{}, fmt.Errorf("catalog: no row %s/%s; variants are %v", variant, face, Names())
}
