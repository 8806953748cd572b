package main

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"poolbench/harness/experiment"
	"poolbench/harness/workload"
	"poolbench/variants"
	"poolbench/variants/catalog"
)

// inventory is what there is to measure, for people and for programs.
type inventory struct {
	Variants    []listedRow        `json:"variants"`
	Experiments []listedExperiment `json:"experiments"`
	Workloads   []listedWorkload   `json:"workloads"`
}

type listedRow struct {
	Variant string          `json:"variant"`
	Face    catalog.Face    `json:"face"`
	Idea    string          `json:"idea"`
	Module  string          `json:"module,omitempty"`
	Traits  variants.Traits `json:"traits"`
}

type listedExperiment struct {
	Name      string         `json:"name"`
	Question  string         `json:"question"`
	Parameter string         `json:"parameter"`
	Values    []string       `json:"values"`
	Quick     []string       `json:"quick"`
	Faces     []catalog.Face `json:"faces"`
}

type listedWorkload struct {
	Name       string        `json:"name"`
	Title      string        `json:"title"`
	Iterations int           `json:"iterations"`
	Answer     uint64        `json:"answer"`
	Industry   string        `json:"industry,omitempty"` // empty for calibrated work, as are the others
	Source     string        `json:"source,omitempty"`
	Inputs     int           `json:"inputs,omitempty"`
	Grain      time.Duration `json:"grain_ns,omitempty"`
}

func listCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "List variants with their traits, experiments and workloads",
		Example: "  poolbench list\n  poolbench list --json",
		Args:    exactArgs(0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if asJSON {
				encoder := json.NewEncoder(cmd.OutOrStdout())
				encoder.SetIndent("", "  ")
				return encoder.Encode(takeInventory())
			}
			return takeInventory().print(cmd.OutOrStdout())
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print as JSON")
	return cmd
}

func takeInventory() inventory {
	var all inventory
	for _, r := range catalog.Rows() {
		all.Variants = append(all.Variants, listedRow{r.Variant, r.Face, r.Idea, r.Module, r.Traits})
	}
	for _, e := range experiment.All() {
		listed := listedExperiment{Name: e.Name, Question: e.Question, Parameter: e.Parameter, Faces: e.Faces}
		for _, b := range e.Blocks {
			listed.Values = append(listed.Values, b.Value)
			if b.Quick {
				listed.Quick = append(listed.Quick, b.Value)
			}
		}
		all.Experiments = append(all.Experiments, listed)
	}
	for _, w := range workload.All() {
		all.Workloads = append(all.Workloads, listedWorkload{w.Name, w.Title, w.Iterations, w.Answer, w.Industry, w.Source, w.Inputs, w.Grain})
	}
	return all
}

func (all inventory) print(out io.Writer) error {
	for i, section := range []func(row func(...string)){
		all.traits, all.ideas, all.experiments, all.calibrated, all.kernels, all.sources,
	} {
		if i > 0 {
			if _, err := fmt.Fprintln(out); err != nil {
				return err
			}
		}
		w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
		section(func(cells ...string) { _, _ = fmt.Fprintln(w, strings.Join(cells, "\t")) }) // Flush reports it
		if err := w.Flush(); err != nil {
			return err
		}
	}
	return nil
}

func (all inventory) traits(row func(...string)) {
	row("VARIANT", "FACE", "WORKERS", "QUEUE", "ASYNC", "FIFO", "REUSES", "GOEXIT")
	for _, r := range all.Variants {
		t := r.Traits
		row(r.Variant, string(r.Face), string(t.Workers), string(t.Queue), yes(t.Async), yes(t.FIFO), string(t.Reuses), yes(t.GoexitSafe))
	}
}

func (all inventory) ideas(row func(...string)) {
	row("VARIANT", "IDEA")
	for i, r := range all.Variants {
		if i == 0 || all.Variants[i-1].Variant != r.Variant { // the faces share it
			row(r.Variant, r.Idea)
		}
	}
}

// experiments folds long lists of values. Where a second parameter has several settings, the
// values come again with each, and are printed once.
func (all inventory) experiments(row func(...string)) {
	const values, quick = 56, 16 // columns: with the first two the lines stay within 100
	row("EXPERIMENT", "PARAMETER", "VALUES", "QUICK")
	for _, e := range all.Experiments {
		left, right := fold(unique(e.Values), values), fold(unique(e.Quick), quick)
		for i := range max(len(left), len(right), 1) {
			name, parameter := "", ""
			if i == 0 {
				name, parameter = e.Name, e.Parameter
			}
			row(name, parameter, at(left, i), at(right, i))
		}
	}
}

func (all inventory) calibrated(row func(...string)) {
	row("WORKLOAD", "ITERATIONS", "WHAT")
	for _, l := range all.Workloads {
		if l.Industry == "" {
			row(l.Name, fmt.Sprint(l.Iterations), l.Title)
		}
	}
}

// kernels prints the grain for orientation: what a task takes on one core of a current server.
func (all inventory) kernels(row func(...string)) {
	row("KERNEL", "INDUSTRY", "ABOUT", "WHAT")
	for _, l := range all.Workloads {
		if l.Industry != "" {
			row(l.Name, l.Industry, l.Grain.String(), l.Title)
		}
	}
}

func (all inventory) sources(row func(...string)) {
	row("KERNEL", "SOURCE AND KNOWN ANSWER")
	for _, l := range all.Workloads {
		if l.Industry != "" {
			row(l.Name, l.Source)
		}
	}
}

// fold joins words to lines of at most width characters, unless a word is longer.
func fold(words []string, width int) []string {
	var lines []string
	for _, word := range words {
		last := len(lines) - 1
		if last >= 0 && len(lines[last])+1+len(word) <= width {
			lines[last] += " " + word
		} else {
			lines = append(lines, word)
		}
	}
	return lines
}

// unique returns the values in the order in which they first appear.
func unique(all []string) []string {
	var seen []string
	for _, v := range all {
		if !slices.Contains(seen, v) {
			seen = append(seen, v)
		}
	}
	return seen
}

func at(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return ""
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "-"
}
