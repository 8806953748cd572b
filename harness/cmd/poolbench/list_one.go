package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"poolbench/harness/experiment"
)

// oneExperiment takes the name of an experiment or nothing.
func oneExperiment(cmd *cobra.Command, args []string) error {
	if len(args) > 1 {
		return usageError{fmt.Errorf("%s takes one experiment, but got %d arguments: see %s --help", cmd.CommandPath(), len(args), cmd.CommandPath())}
	}
	if len(args) == 1 {
		if _, err := experiment.Find(args[0]); err != nil {
			return usageError{err}
		}
	}
	return nil
}

// listOne says everything about one experiment.
func listOne(out io.Writer, name string, asJSON bool) error {
	e, err := experiment.Find(name)
	if err != nil {
		return err
	}
	listed := newListedExperiment(e)
	if asJSON {
		return printJSON(out, listed)
	}
	text := slices.Concat(fold(e.Name+": "+e.Question, foldWidth), fold(e.Reading, foldWidth),
		[]string{"shape: " + strings.Join(listed.shapes(), ", "), "part of: " + listed.partOf(), ""})
	if _, err := fmt.Fprintln(out, strings.Join(text, "\n")); err != nil {
		return err
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	row := func(cells ...string) { _, _ = fmt.Fprintln(w, strings.Join(cells, "\t")) } // Flush reports it
	row(strings.ToUpper(e.Parameter), "WORKLOAD", rowsHeader)
	room := listed.room()
	for _, b := range listed.Blocks {
		setting, work := b.setting(), b.Workload
		for _, line := range fold(strings.Join(b.marked(), " "), room) {
			row(setting, work, line)
			setting, work = "", ""
		}
	}
	return w.Flush()
}

// rowsHeader stands over the last column of what listOne prints.
const rowsHeader = "ROWS (+ extra set only)"

// room is how many letters the rows of a block have beside its setting and workload.
func (e listedExperiment) room() int {
	settings, works := len(e.Parameter), len("WORKLOAD")
	for _, b := range e.Blocks {
		settings, works = max(settings, len(b.setting())), max(works, len(b.Workload))
	}
	return max(len(rowsHeader), foldWidth-settings-works-4) // 2 spaces between columns
}

// shapes are those of the experiment's blocks.
func (e listedExperiment) shapes() []string {
	var shapes []string
	for _, b := range e.Blocks {
		shapes = append(shapes, string(b.Shape))
	}
	return distinct(shapes)
}

// setting is the value of a block's parameter, and of its second one.
func (b listedBlock) setting() string {
	text := b.Value
	if b.Group != "" {
		text += ", " + b.Group
	}
	if b.Extra {
		text += "+"
	}
	return text
}

// marked are a block's rows, those of the extra set with a plus.
func (b listedBlock) marked() []string {
	rows := slices.Clone(b.Rows)
	for _, r := range b.ExtraRows {
		rows = append(rows, r+"+")
	}
	return rows
}

// partOf names the runs that measure an experiment, and whether the last one measures more of it.
func (e listedExperiment) partOf() string {
	if e.Node {
		return "bench-node"
	}
	quick := slices.ContainsFunc(e.Blocks, func(b listedBlock) bool { return b.Quick })
	usual := slices.ContainsFunc(e.Blocks, func(b listedBlock) bool { return !b.Extra })
	more := slices.ContainsFunc(e.Blocks, func(b listedBlock) bool { return b.Extra || len(b.ExtraRows) > 0 })
	var runs []string
	if quick {
		runs = append(runs, "quick")
	}
	if usual {
		runs = append(runs, "bench")
	}
	if more {
		runs = append(runs, "ALL=1")
	}
	return strings.Join(runs, ", ")
}
