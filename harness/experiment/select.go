package experiment

import (
	"fmt"
	"slices"
	"strings"

	"poolbench/harness/sample"
	"poolbench/harness/workload"
	"poolbench/variants/catalog"
)

// Selection says which cells a run measures. The zero value selects everything.
type Selection struct {
	// Quick selects the blocks marked as quick, and leaves out the guarded faces.
	Quick bool
	// Experiments are names; empty selects all.
	Experiments []string
	// Variants are names; empty selects all. The baseline and the serial reference are
	// always measured along, since every comparison needs them.
	Variants []string
}

// Cell is a row of the catalog in a block.
type Cell struct {
	Experiment string
	Parameter  string
	Shape      Shape
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
		if !slices.Contains(catalog.Names(), name) {
			return nil, fmt.Errorf("unknown variant %q: allowed are %s", name, strings.Join(catalog.Names(), ", "))
		}
	}
	var cells []Cell
	for _, e := range All() {
		if len(s.Experiments) > 0 && !slices.Contains(s.Experiments, e.Name) && e.Name != Control {
			continue
		}
		for _, block := range e.Blocks {
			switch {
			case s.Quick && !block.Quick:
			case e.Name == Control:
				cells = append(cells, controls(e, block)...)
			default:
				cells = append(cells, s.rows(e, block)...)
			}
		}
	}
	return cells, nil
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
	return Cell{Experiment: e.Name, Parameter: e.Parameter, Shape: e.Shape, Block: block, Row: row, Workload: block.Workload}
}

// rows are the selected rows in a block, and the baseline's twin right after it.
func (s Selection) rows(e Experiment, block Block) []Cell {
	var cells []Cell
	for _, row := range catalog.Rows() {
		if !slices.Contains(e.Faces, row.Face) || s.Quick && row.Face == catalog.Guarded {
			continue
		}
		reference := row.Variant == catalog.Baseline || row.Variant == catalog.Serial
		if len(s.Variants) > 0 && !reference && !slices.Contains(s.Variants, row.Variant) {
			continue
		}
		c := cell(e, block, row)
		cells = append(cells, c)
		if row.Variant == catalog.Baseline {
			c.Role = sample.Twin
			cells = append(cells, c)
		}
	}
	return cells
}
