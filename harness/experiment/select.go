package experiment

import (
	"fmt"
	"slices"
	"strings"

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
}

// Key names the cell, "overhead/submitters=1/ants/native": unique within a plan.
func (c Cell) Key() string {
	return fmt.Sprintf("%s/%s=%s/%s/%s", c.Experiment, c.Parameter, c.Block.Value, c.Row.Variant, c.Row.Face)
}

// Select returns the cells of s, block by block in the order of the report, or an error
// that names the first unknown experiment or variant and lists the allowed ones.
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
		if len(s.Experiments) > 0 && !slices.Contains(s.Experiments, e.Name) {
			continue
		}
		for _, block := range e.Blocks {
			if s.Quick && !block.Quick {
				continue
			}
			cells = append(cells, s.rows(e, block)...)
		}
	}
	return cells, nil
}

func (s Selection) rows(e Experiment, block Block) []Cell {
	var cells []Cell
	for _, row := range catalog.Rows() {
		if !slices.Contains(e.Faces, row.Face) || s.Quick && row.Face == catalog.Guarded {
			continue
		}
		reference := row.Variant == catalog.Baseline || row.Variant == catalog.Serial
		if len(s.Variants) == 0 || reference || slices.Contains(s.Variants, row.Variant) {
			cells = append(cells, Cell{Experiment: e.Name, Parameter: e.Parameter, Shape: e.Shape, Block: block, Row: row})
		}
	}
	return cells
}
