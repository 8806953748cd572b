// Package conformance finds out which rules of the contract each row of the catalog keeps,
// and tells a library's broken promise from one that it never made.
//
// # Model
//
// Every case of variantstest runs for every row in a process of its own, so a pool may
// crash or hang without taking its judge along. A case that fails once in several
// repetitions has failed: several of the defects are races. The result is a [Table], data
// that is committed, shown in the README and the report, and made again by one command.
//
// A library was not written for this contract. So a rule that its native face does not
// keep is no defect: it differs, and the reader should know. Only where the library's own
// documentation says what the rule says is it called broken, with the place where it says
// so: see [Promises].
//
// # What it is not
//
// It is no score. The number of rules that a library keeps depends on which rules we wrote
// down, and they are those that our own pools were designed to keep.
package conformance

import (
	"fmt"

	"poolbench/variants/catalog"
)

// Verdict is what a case says about a row.
type Verdict string

// The verdicts.
const (
	// Meets: the rule is kept.
	Meets Verdict = "meets"
	// Differs: the rule is not kept, and the library never said it would be.
	Differs Verdict = "differs, never promised"
	// Breaks: the rule is not kept although the library's documentation states it.
	Breaks Verdict = "breaks its own documentation"
	// Exempt: the rule contradicts what the row declares in its traits.
	Exempt Verdict = "exempt"
	// Violates: a row of our own, or a guarded one, does not keep the rule. A bug here.
	Violates Verdict = "violates"
)

// Schema is the version of Table's JSON form.
const Schema = 1

// Table is the behaviour of rows against the suite.
type Table struct {
	Schema int    `json:"schema"`
	Go     string `json:"go"`
	OS     string `json:"os"`
	Arch   string `json:"arch"`
	// Libraries are the versions by module path.
	Libraries map[string]string `json:"libraries"`
	// Cases are all cases in the order of the suite.
	Cases []Rule `json:"cases"`
	Rows  []Row  `json:"rows"`
}

// Rule is a case's name and what it asks for.
type Rule struct {
	Name string `json:"name"`
	Rule string `json:"rule"`
}

// Row is one row of the catalog with a finding per case, in the order of Table.Cases.
type Row struct {
	Variant  string       `json:"variant"`
	Face     catalog.Face `json:"face"`
	Findings []Finding    `json:"findings"`
}

// Finding is what one case found.
type Finding struct {
	Case    string  `json:"case"`
	Verdict Verdict `json:"verdict"`
	// Detail is one line: how the rule was broken, or why it does not apply.
	Detail string `json:"detail,omitempty"`
	// Promise is where the library states the rule; only with Breaks.
	Promise string `json:"promise,omitempty"`
	// Issue is the report of it at the library's tracker, if there is one.
	Issue string `json:"issue,omitempty"`
}

// Count returns how many findings have verdict.
func (r Row) Count(verdict Verdict) int {
	n := 0
	for _, f := range r.Findings {
		if f.Verdict == verdict {
			n++
		}
	}
	return n
}

// Reproduce is the command that shows a finding again; a race may take several tries.
func Reproduce(r Row, f Finding) string {
	return fmt.Sprintf("poolbench conformance --variant %s --face %s --case %s", r.Variant, r.Face, f.Case)
}
