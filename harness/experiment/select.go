package experiment

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"poolbench/harness/node"
	"poolbench/harness/sample"
	"poolbench/harness/workload"
	"poolbench/variants/catalog"
)

// Selection says which cells a run measures. The zero value selects everything.
type Selection struct {
	// Quick selects the blocks marked as quick, and leaves out the guarded faces.
	Quick bool
	// All selects the extra set as well.
	All bool
	// Node selects the experiments that have systems in Node.js, and no others.
	Node bool
	// Experiments are names; empty selects all. An experiment that is named has its extra
	// blocks and rows too.
	Experiments []string
	// Variants are names; empty selects all. The baseline and the serial reference are
	// always measured along where a block has them, since comparisons need them.
	Variants []string
}

// Cell is a row of the catalog in a block.
type Cell struct {
	Experiment string
	Parameter  string
	Shape      Shape
	Across     bool
	Block      Block
	Row        catalog.Row
	// Role tells controls from cells that answer the question.
	Role sample.Role
	// Workload is the block's, unless the role is Slower.
	Workload workload.Workload
}

// Select returns the cells of s, block by block in the order of the report, or an error
// that names the first unknown experiment or variant and lists the allowed ones. Every
// selection has its controls: the baseline of each block a second time, and the experiment
// control.
func Select(s Selection) ([]Cell, error) {
	for _, name := range s.Experiments {
		if _, err := Find(name); err != nil {
			return nil, err
		}
	}
	for _, name := range s.Variants {
		if allowed := with(catalog.Names(), node.Names()...); !slices.Contains(allowed, name) {
			return nil, fmt.Errorf("unknown variant %q: allowed are %s", name, strings.Join(allowed, ", "))
		}
	}
	var cells []Cell
	for _, e := range All() {
		if !s.selects(e) {
			continue
		}
		for _, block := range e.Blocks {
			switch {
			case s.Quick && !block.Quick, block.Extra && !s.extra(e):
			case e.Name == Control:
				cells = append(cells, controls(e, block)...)
			default:
				cells = append(cells, s.rows(e, block)...)
			}
		}
	}
	return cells, nil
}

// selects tells whether an experiment is measured. The control always is.
func (s Selection) selects(e Experiment) bool {
	switch {
	case e.Name == Control:
		return true
	case len(s.Experiments) > 0:
		return slices.Contains(s.Experiments, e.Name)
	default:
		return e.Node == s.Node
	}
}

// controls are the serial reference with the block's work and with a tenth more.
func controls(e Experiment, block Block) []Cell {
	row, err := catalog.Find(catalog.Serial, catalog.Own)
	if err != nil {
		panic(err) // the tests prove that it is there
	}
	same := cell(e, block, row)
	same.Role = sample.Same
	slower := same
	slower.Role, slower.Workload = sample.Slower, mustFind(slowerWorkload)
	return []Cell{same, slower}
}

func cell(e Experiment, block Block, row catalog.Row) Cell {
	return Cell{
		Experiment: e.Name, Parameter: e.Parameter, Shape: cmp.Or(block.Shape, e.Shape), Across: e.Across,
		Block: block, Row: row, Workload: block.Workload,
	}
}

// others are the rows that run tasks on other goroutines than the submitter's, beside spawn
// and the baseline, native faces only.
var others = []string{
	"freelist", "batched", "errgroup/native", "ants/native", "pond/native", "gammazero/native", "conc/native", "gopool/native",
}

// extra tells whether the extra set of an experiment is selected.
func (s Selection) extra(e Experiment) bool { return s.All || slices.Contains(s.Experiments, e.Name) }

// Rows are the rows of the catalog that a block is measured with, in its order; extra says
// whether those of the extra set are among them.
func (e Experiment) Rows(block Block, extra bool) []catalog.Row {
	var rows []catalog.Row
	for _, row := range e.candidates() {
		named := slices.Contains(block.Rows, row.Key()) || extra && slices.Contains(block.ExtraRows, row.Key())
		if named || slices.Contains(e.Faces, row.Face) { // an experiment has faces or blocks have rows
			rows = append(rows, row)
		}
	}
	return rows
}

// candidates are the rows that an experiment may name.
func (e Experiment) candidates() []catalog.Row {
	if e.Node {
		return append(catalog.Rows(), node.Rows()...)
	}
	return catalog.Rows()
}

// controlled tells whether a block has the baseline's twin: each one whose rows are compared
// with the baseline does; where blocks are compared, one is enough.
func (b Block) controlled(e Experiment) bool {
	return !e.Across || Reference{b.Group, b.Value} == e.Reference
}

// rows are the selected rows in a block, and the baseline's twin right after it.
func (s Selection) rows(e Experiment, block Block) []Cell {
	var cells []Cell
	for _, row := range e.Rows(block, s.extra(e)) {
		if s.Quick && row.Face == catalog.Guarded {
			continue
		}
		reference := row.Variant == catalog.Baseline || row.Variant == catalog.Serial
		if len(s.Variants) > 0 && !reference && !slices.Contains(s.Variants, row.Variant) {
			continue
		}
		c := cell(e, block, row)
		cells = append(cells, c)
		if row.Variant == catalog.Baseline && block.controlled(e) {
			c.Role = sample.Twin
			cells = append(cells, c)
		}
	}
	return cells
}
