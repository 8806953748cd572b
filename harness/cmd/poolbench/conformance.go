package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"poolbench/harness/conformance"
	"poolbench/harness/runner"
	"poolbench/variants/catalog"
	"poolbench/variants/variantstest"
)

func conformanceCommand() *cobra.Command {
	var (
		names, faces, cases []string
		file                string
	)
	cmd := &cobra.Command{
		Use:   "conformance",
		Short: "Check which rules of the contract each strategy keeps",
		Long: "conformance runs the suite of rules, every case in a process of its own, so that a pool may\n" +
			"crash or hang. Own pools and guarded libraries have to keep every rule, or the exit code is 1.\n" +
			"A native library never promised to: where it differs, the finding says how.",
		Example: "  poolbench conformance\n" +
			"  poolbench conformance --face native --json native.json\n" +
			"  poolbench conformance --variant conc --face native --case close/twice",
		Args: exactArgs(0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			rows, err := selectRows(names, faces)
			if err != nil {
				return usageError{err}
			}
			if err := knownCases(cases); err != nil {
				return usageError{err}
			}
			table, err := runConformance(cmd.Context(), rows, cases, cmd.ErrOrStderr())
			if err != nil {
				return err
			}
			if file != "" {
				if err := table.Write(file); err != nil {
					return fmt.Errorf("cannot write the table: %w", err)
				}
			}
			return printTable(cmd.OutOrStdout(), table)
		},
	}
	cmd.Flags().StringSliceVar(&names, "variant", nil, "only these variants")
	cmd.Flags().StringSliceVar(&faces, "face", nil, "only these faces: own, native, guarded")
	cmd.Flags().StringSliceVar(&cases, "case", nil, "only these cases")
	cmd.Flags().StringVar(&file, "json", "", "also write the findings to this file")
	return cmd
}

// selectRows returns the rows of the catalog with one of names and one of faces; an empty
// list allows all.
func selectRows(names, faces []string) ([]catalog.Row, error) {
	for _, name := range names {
		if !slices.Contains(catalog.Names(), name) {
			return nil, fmt.Errorf("unknown variant %q: allowed are %s", name, strings.Join(catalog.Names(), ", "))
		}
	}
	for _, face := range faces {
		if !slices.Contains(catalog.Faces, catalog.Face(face)) {
			return nil, fmt.Errorf("unknown face %q: allowed are %v", face, catalog.Faces)
		}
	}
	var rows []catalog.Row
	for _, r := range catalog.Rows() {
		if (len(names) == 0 || slices.Contains(names, r.Variant)) && (len(faces) == 0 || slices.Contains(faces, string(r.Face))) {
			rows = append(rows, r)
		}
	}
	if len(rows) == 0 {
		return nil, fmt.Errorf("no row is of variant %s and of face %s", strings.Join(names, ", "), strings.Join(faces, ", "))
	}
	return rows, nil
}

func knownCases(names []string) error {
	var known []string
	for _, c := range variantstest.Cases() {
		known = append(known, c.Name)
	}
	for _, name := range names {
		if !slices.Contains(known, name) {
			return fmt.Errorf("unknown case %q: `poolbench list --json` has all; those like it are %s", name, strings.Join(like(name, known), ", "))
		}
	}
	return nil
}

// like returns the names with the same beginning, or all beginnings if there are none.
func like(name string, known []string) []string {
	prefix, _, _ := strings.Cut(name, "/")
	var same, prefixes []string
	for _, k := range known {
		p, _, _ := strings.Cut(k, "/")
		if p == prefix {
			same = append(same, k)
		}
		if !slices.Contains(prefixes, p+"/…") {
			prefixes = append(prefixes, p+"/…")
		}
	}
	if len(same) > 0 {
		return same
	}
	return prefixes
}

func runConformance(ctx context.Context, rows []catalog.Row, cases []string, errs io.Writer) (conformance.Table, error) {
	show := newProgress(errs)
	defer show.end()
	return conformance.Run(ctx, rows, cases, func(done, total int) {
		show.update(runner.Progress{Phase: "checking", Done: done, Total: total})
	})
}

// printTable prints a line per row and one per finding that a reader has to know.
func printTable(out io.Writer, table conformance.Table) error {
	violations := 0
	for _, r := range table.Rows {
		kept, exempt := r.Count(conformance.Meets), r.Count(conformance.Exempt)
		_, _ = fmt.Fprintf(out, "%-10s %-8s keeps %d of %d rules that apply\n", r.Variant, r.Face, kept, len(r.Findings)-exempt)
		for _, f := range r.Findings {
			if f.Verdict == conformance.Meets || f.Verdict == conformance.Exempt {
				continue
			}
			_, _ = fmt.Fprintf(out, "  %s: %s\n    %s\n", f.Case, f.Verdict, f.Detail)
			if f.Promise != "" {
				_, _ = fmt.Fprintf(out, "    documented: %s\n", f.Promise)
			}
		}
		violations += r.Count(conformance.Violates)
	}
	if violations > 0 {
		return fmt.Errorf("%d rules are violated by rows that have to keep them", violations)
	}
	return nil
}
