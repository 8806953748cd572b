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
	// Node selects the experiments that have systems in Node.js, and no others. It need not be
	// set where such experiments are named: see [Selection.InNode].
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
// that names the first unknown experiment or variant, or one that does not go with the others,
// and lists the allowed ones. Every selection has its controls: the baseline of each block a
// second time, and the experiment control.
func Select(s Selection) ([]Cell, error) {
	if err := s.check(); err != nil {
		return nil, err
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
				if s.InNode() {
					block.Windows = controlWindows
				}
				cells = append(cells, controls(e, block)...)
			default:
				cells = append(cells, s.rows(e, block)...)
			}
		}
	}
	if err := s.complete(cells); err != nil {
		return nil, err
	}
	return cells, nil
}

// InNode tells whether this selects experiments with systems in Node.js: Node says so, or nothing but
// such experiments are named. A run has either those or the others; the control is part of both.
func (s Selection) InNode() bool {
	inNode, inGo := s.kinds()
	return s.Node || inNode != "" && inGo == ""
}

// kinds are the first named experiment with systems in Node.js and the first without; empty for none.
func (s Selection) kinds() (inNode, inGo string) {
	if len(s.Experiments) == 0 {
		return "", ""
	}
	beside := NodeNames()
	for _, name := range s.Experiments {
		switch {
		case name == Control:
		case slices.Contains(beside, name):
			inNode = cmp.Or(inNode, name)
		default:
			inGo = cmp.Or(inGo, name)
		}
	}
	return inNode, inGo
}

// NodeNames returns the names of the experiments with systems in Node.js.
func NodeNames() []string {
	var names []string
	for _, e := range All() {
		if e.Node {
			names = append(names, e.Name)
		}
	}
	return names
}

// check returns an error that names what is unknown, or belongs to the other kind of run.
func (s Selection) check() error {
	for _, name := range s.Experiments {
		if _, err := Find(name); err != nil {
			return err
		}
	}
	switch inNode, inGo := s.kinds(); {
	case s.Node && inGo != "":
		return fmt.Errorf("experiment %s has no systems in Node.js: those that have are %s", inGo, strings.Join(NodeNames(), ", "))
	case inNode != "" && inGo != "":
		return fmt.Errorf("experiments %s and %s: those with systems in Node.js are a run of their own", inGo, inNode)
	}
	beside := s.InNode()
	for _, name := range s.Variants {
		if allowed := with(catalog.Names(), node.Names()...); !slices.Contains(allowed, name) {
			return fmt.Errorf("unknown variant %q: allowed are %s", name, strings.Join(allowed, ", "))
		}
		if node.Is(name) && !beside {
			return fmt.Errorf("variant %s is a system in Node.js: --node selects the experiments that have it", name)
		}
	}
	return nil
}

// complete returns an error if a variant was asked for that takes no part: what would be measured is
// the references alone, which is not the answer to any question.
func (s Selection) complete(cells []Cell) error {
	for _, name := range s.Variants {
		if !slices.Contains(variants(cells), name) {
			s.Variants = nil
			all, _ := Select(s) // which has been checked
			return fmt.Errorf("variant %s has no part in what is selected: allowed are %s", name, strings.Join(variants(all), ", "))
		}
	}
	return nil
}

// variants are the names of those that have a cell, in the order of their first.
func variants(cells []Cell) []string {
	var names []string
	for _, c := range cells {
		if !slices.Contains(names, c.Row.Variant) {
			names = append(names, c.Row.Variant)
		}
	}
	return names
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

// controlWindows is how many windows the control of a run with systems in Node.js lasts. With as few rounds as such a
// run has, a 99 % interval reaches from the smallest ratio to the largest: one short disturbance that nobody
// notices would void the run. What its short windows resolve is for the twins to say.
const controlWindows = 4

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
