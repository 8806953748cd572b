package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"poolbench/harness/experiment"
	"poolbench/harness/node"
	"poolbench/harness/workload"
	"poolbench/variants"
	"poolbench/variants/catalog"
)

// inventory is what there is to measure, for people and for programs.
type inventory struct {
	Variants    []listedRow        `json:"variants"`
	Systems     []listedSystem     `json:"systems"`
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

// listedSystem is one in Node.js. It has no traits: the contract is that of strategies in Go. A library's
// package is not called a module, which for bench-lib.sh is one of Go.
type listedSystem struct {
	Variant  string       `json:"variant"`
	Face     catalog.Face `json:"face"`
	Idea     string       `json:"idea"`
	Package  string       `json:"package,omitempty"`
	HandOver string       `json:"hand_over"`
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
		Use:   "list [EXPERIMENT]",
		Short: "List variants with their traits, experiments and workloads",
		Long: "list says what there is to measure: strategies in Go with their traits, the systems in Node.js, the\n" +
			"experiments and the workloads. With an EXPERIMENT it says of that one what it asks, how to read its\n" +
			"numbers, and its settings, each with its rows.",
		Example: "  poolbench list\n  poolbench list node-cost\n  poolbench list --json",
		Args:    oneExperiment,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				return listOne(cmd.OutOrStdout(), args[0], asJSON)
			}
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
	for _, r := range node.Rows() {
		all.Systems = append(all.Systems, listedSystem{r.Variant, r.Face, r.Idea, r.Module, r.HandOver})
	}
	for _, e := range experiment.All() {
		all.Experiments = append(all.Experiments, newListedExperiment(e))
	}
	for _, w := range workload.All() {
		all.Workloads = append(all.Workloads, listedWorkload{w.Name, w.Title, w.Iterations, w.Answer, w.Industry, w.Source, w.Inputs, w.Grain})
	}
	return all
}

func (all inventory) print(out io.Writer) error {
	for i, section := range []func(row func(...string)){
		all.traits, all.ideas, all.systems, all.experiments, all.inNode, all.calibrated, all.kernels, all.sources,
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

func (all inventory) systems(row func(...string)) {
	row("IN NODE.JS", "FACE", "IDEA")
	for _, s := range all.Systems {
		row(s.Variant, string(s.Face), s.Idea)
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
	row("WORKLOAD", "SOURCE AND KNOWN ANSWER")
	for _, l := range all.Workloads {
		if l.Source != "" {
			row(l.Name, l.Source)
		}
	}
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "-"
}
