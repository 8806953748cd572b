package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"poolbench/harness/experiment"
	"poolbench/harness/node"
	"poolbench/harness/sample"
	"poolbench/harness/stats"
)

// nodeRounds is the smallest number with which the exact signed-rank test of one comparison can reach
// p < 0.01 (2/2⁸ ≈ 0.008). More would not end in 6 minutes on two processors: each sample of a
// system in Node.js starts that first.
const nodeRounds = stats.WideRounds

// oneOfNode refuses what chooses among selections of which there is only one in Node.js.
func (f *runFlags) oneOfNode() error {
	switch {
	case !f.o.Selection.InNode():
		return nil
	case f.quick:
		return errors.New("--quick does not go with systems in Node.js, which have no smaller selection: name an --experiment, or fewer --rounds")
	case f.all:
		return errors.New("--all does not go with systems in Node.js, which have no extra set: each of their runs has everything")
	}
	return nil
}

// defaultOut is where a run goes for which nothing was said.
func defaultOut(s experiment.Selection) string {
	if s.InNode() {
		return latestNodeDir
	}
	return latestDir
}

// usualRounds is how many rounds a selection gets at least for which nothing was said.
func usualRounds(s experiment.Selection) int {
	if s.InNode() {
		return nodeRounds
	}
	return verdictRounds(s)
}

// studyLine says how the numbers of a run come into the study guide, or what is missing for that. It is empty
// for a run beside which no study guide would look.
func studyLine(dir string) string {
	main := sample.Principal(dir)
	switch {
	case main == "" && runsInNode(dir):
		return ""
	case main == "":
		return fmt.Sprintf("study: %s study %s puts these numbers into the study guide", self, dir)
	}
	if _, err := os.Stat(filepath.Join(main, sample.SamplesFile)); err != nil {
		return fmt.Sprintf("study: these numbers stand beside those of the run in %s, which is not there yet", main)
	}
	return fmt.Sprintf("study: %s study %s puts these numbers into its study guide, beside its own", self, main)
}

// runsInNode tells whether what a run measured are the experiments with systems in Node.js.
func runsInNode(dir string) bool {
	file, err := sample.Read(dir)
	if err != nil {
		return false
	}
	return node.TakesPart(file.Run.Plan)
}
