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
	"poolbench/variants/channel"
	"poolbench/variants/errgroup"
	"poolbench/variants/inline"
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
	return []Row{
		{Variant: "inline", Face: Own, Traits: inline.Traits, Open: inline.Open, Idea: "the submitter runs the task"},
		{Variant: "spawn", Face: Own, Traits: spawn.Traits, Open: spawn.Open, Idea: "a goroutine per task"},
		{Variant: "channel", Face: Own, Traits: channel.Traits, Open: channel.Open, Idea: "workers range over a buffered channel"},

		{Variant: "errgroup", Face: Native, Module: errgroup.Module, Traits: errgroup.Traits, Open: errgroup.Open, Idea: "a limit in front of the go statement"},
		{Variant: "errgroup", Face: Guarded, Module: errgroup.Module, Traits: errgroup.Traits, Open: errgroup.OpenGuarded, Idea: "the same behind the guard"},
		{Variant: "ants", Face: Native, Module: ants.Module, Traits: ants.Traits, Open: ants.Open, Idea: "a stack of idle workers, no queue"},
		{Variant: "ants", Face: Guarded, Module: ants.Module, Traits: ants.Traits, Open: ants.OpenGuarded, Idea: "the same behind the guard"},
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
