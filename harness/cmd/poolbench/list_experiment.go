package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"poolbench/harness/experiment"
	"poolbench/harness/sample"
	"poolbench/variants/catalog"
)

type listedExperiment struct {
	Name      string         `json:"name"`
	Question  string         `json:"question"`
	Parameter string         `json:"parameter"`
	Faces     []catalog.Face `json:"faces,omitempty"`
	// Across is true where blocks are compared with each other.
	Across bool `json:"across"`
	// Node is true where systems in Node.js take part, which is in a run of its own.
	Node   bool          `json:"node,omitempty"`
	Blocks []listedBlock `json:"blocks"`
}

// listedBlock is a block as it is planned; what is 0 or empty is decided by the run.
type listedBlock struct {
	Group      string           `json:"group,omitempty"`
	Value      string           `json:"value"`
	Shape      experiment.Shape `json:"shape"`
	Workload   string           `json:"workload"`
	Submitters int              `json:"submitters"`
	Tasks      int              `json:"tasks,omitempty"`
	Load       float64          `json:"load,omitempty"`
	Workers    int              `json:"workers,omitempty"`
	Queue      *int             `json:"queue,omitempty"`
	Procs      int              `json:"procs,omitempty"`
	Rounds     int              `json:"rounds,omitempty"`
	Rate       float64          `json:"rate,omitempty"`
	Busy       sample.Busy      `json:"busy,omitzero"`
	Admission  int              `json:"admission,omitempty"`
	Server     sample.Server    `json:"server,omitempty"`
	// Quick and Extra say which selections the block belongs to.
	Quick bool `json:"quick"`
	Extra bool `json:"extra"`
	// Rows are what it is measured with, and ExtraRows what joins them in the extra set.
	Rows      []string `json:"rows"`
	ExtraRows []string `json:"extra_rows,omitempty"`
}

func newListedExperiment(e experiment.Experiment) listedExperiment {
	listed := listedExperiment{Name: e.Name, Question: e.Question, Parameter: e.Parameter, Faces: e.Faces, Across: e.Across, Node: e.Node}
	for _, b := range e.Blocks {
		listed.Blocks = append(listed.Blocks, listedBlock{
			Group: b.Group, Value: b.Value, Shape: cmp.Or(b.Shape, e.Shape), Workload: b.Workload.Name, Submitters: b.Submitters, Tasks: b.Tasks, Load: b.Load,
			Workers: b.Workers, Queue: b.Queue, Procs: b.Procs, Rounds: b.Rounds, Quick: b.Quick, Extra: b.Extra,
			Rate: b.Rate, Busy: b.Busy, Admission: b.Admission, Server: b.Server,
			Rows: keys(e.Rows(b, false)), ExtraRows: b.ExtraRows,
		})
	}
	return listed
}

func keys(rows []catalog.Row) []string {
	var keys []string
	for _, r := range rows {
		keys = append(keys, r.Key())
	}
	return keys
}

func (all inventory) experiments(row func(...string)) {
	row("EXPERIMENT", "PARAMETER", "ROWS+EXTRA", "VALUES (* in the quick selection, + in the extra set only)")
	all.settings(row, false)
}

// inNode are the experiments that no other run has a part of.
func (all inventory) inNode(row func(...string)) {
	row("EXPERIMENT", "PARAMETER", "ROWS", "VALUES (in make bench-node only)")
	all.settings(row, true)
}

func (all inventory) settings(row func(...string), node bool) {
	for _, e := range all.Experiments {
		if e.Node != node {
			continue
		}
		name, parameter, rows := e.Name, e.Parameter, e.rows()
		for _, line := range e.lines() {
			row(name, parameter, rows, line)
			name, parameter, rows = "", "", ""
		}
	}
}

// rows counts the rows of an experiment, "3" or "3+8" with those that the extra set adds.
func (e listedExperiment) rows() string {
	var usual, all []string
	for _, b := range e.Blocks {
		if !b.Extra {
			usual = append(usual, b.Rows...)
		}
		all = append(append(all, b.Rows...), b.ExtraRows...)
	}
	n, most := distinct(usual), distinct(all)
	if len(most) > len(n) {
		return fmt.Sprintf("%d+%d", len(n), len(most)-len(n))
	}
	return fmt.Sprint(len(n))
}

// distinct are the different texts of a list, in the order of their first appearance.
func distinct(list []string) []string {
	var once []string
	for _, text := range list {
		if !slices.Contains(once, text) {
			once = append(once, text)
		}
	}
	return once
}

// lines are the settings of an experiment in lines of text. Where every group has the same values
// these stand there once.
func (e listedExperiment) lines() []string {
	all := func(listedBlock) bool { return true }
	values := e.marked(func(b listedBlock) string { return b.Value }, all)
	groups := e.groups()
	switch {
	case len(groups) == 0:
		return fold(strings.Join(values, " "), listWidth)
	case len(values)*len(groups) == len(e.Blocks):
		name, _, _ := strings.Cut(groups[0], "=")
		settings := e.marked(func(b listedBlock) string { return strings.TrimPrefix(b.Group, name+"=") }, all)
		return append(fold(strings.Join(values, " "), listWidth), fold("each with "+name+" = "+strings.Join(settings, " "), listWidth)...)
	}
	var lines []string
	for _, group := range groups {
		values := e.marked(func(b listedBlock) string { return b.Value }, func(b listedBlock) bool { return b.Group == group })
		lines = append(lines, fold(strings.Replace(group, "=", " = ", 1)+": "+strings.Join(values, " "), listWidth)...)
	}
	return lines
}

// groups are the settings of the second parameter; none without one.
func (e listedExperiment) groups() []string {
	var groups []string
	for _, b := range e.Blocks {
		if b.Group != "" {
			groups = append(groups, b.Group)
		}
	}
	return distinct(groups)
}

// marked are the different names of the blocks to keep: with a star if one of them is in the quick
// selection, with a plus if all of them are in the extra set.
func (e listedExperiment) marked(name func(listedBlock) string, keep func(listedBlock) bool) []string {
	var names []string
	quick, usual := map[string]bool{}, map[string]bool{}
	for _, b := range e.Blocks {
		if keep(b) {
			names = append(names, name(b))
			quick[name(b)] = quick[name(b)] || b.Quick
			usual[name(b)] = usual[name(b)] || !b.Extra
		}
	}
	names = distinct(names)
	for i, n := range names {
		switch {
		case quick[n]:
			names[i] += "*"
		case !usual[n]:
			names[i] += "+"
		}
	}
	return names
}

// listWidth is what the last column may take of a terminal's line.
const listWidth = 60
