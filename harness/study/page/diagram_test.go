package page_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/variants"
	"poolbench/variants/catalog"
)

var (
	box   = regexp.MustCompile(`^  (\w+)(\["[^"]*"\]|\[\("[^"]*"\)\]|\(\["[^"]*"\]\))$`)
	arrow = regexp.MustCompile(`^  (\w+) (-->|-\.->)(?:\|"[^"]*"\|)? (\w+)$`)
)

// wellFormed returns an error unless the text is a flowchart whose boxes have different names and
// whose arrows join two of them.
func wellFormed(text string) error {
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if lines[0] != "flowchart LR" {
		return fmt.Errorf("begins with %q", lines[0])
	}
	names := map[string]bool{}
	for _, line := range lines[1:] {
		if found := box.FindStringSubmatch(line); found != nil {
			if names[found[1]] {
				return fmt.Errorf("two boxes are called %s", found[1])
			}
			names[found[1]] = true
		}
	}
	for _, line := range lines[1:] {
		if box.MatchString(line) {
			continue
		}
		found := arrow.FindStringSubmatch(line)
		if found == nil || !names[found[1]] || !names[found[3]] {
			return fmt.Errorf("neither a box nor an arrow between boxes: %q", line)
		}
	}
	return nil
}

// Diagrams are flowcharts, have a way from the submitter to what runs the task, and show
// backpressure and the queue as the row declares them.
func TestDiagramsAgreeWithTraits(t *testing.T) {
	pages := rendered(t)
	for _, row := range catalog.Rows() {
		if row.Face == catalog.Guarded {
			continue
		}
		t.Run(row.Variant, func(t *testing.T) {
			chart := between(pages[strategyPage(row.Variant)], "```mermaid\n", "```")
			require.NotEmpty(t, chart)
			require.NoError(t, wellFormed(chart))
			assert.True(t, reaches(chart, "submitter", "runner"))
			assert.Contains(t, chart, `panic(["`+row.Panics+`"])`)
			limited := row.Traits.Queue != variants.Unbounded && row.Traits.Workers != variants.Unbounded
			assert.Equal(t, limited, strings.Contains(chart, `Submit waits"| submitter`))
			assert.Equal(t, row.Traits.Queue == variants.AsConfigured, strings.Contains(chart, ", at most Q tasks"))
			if row.Traits.Queue == variants.None {
				assert.NotContains(t, chart, "queue[(")
			}
		})
	}
}

// reaches tells whether solid arrows lead from one box to the other.
func reaches(chart, from, to string) bool {
	if from == to {
		return true
	}
	for line := range strings.Lines(chart) {
		found := arrow.FindStringSubmatch(strings.TrimSuffix(line, "\n"))
		if found != nil && found[1] == from && found[2] == "-->" && reaches(chart, found[3], to) {
			return true
		}
	}
	return false
}

// The check above can fail.
func TestBrokenDiagramsAreFound(t *testing.T) {
	for name, text := range map[string]string{
		"no flowchart":   "graph\n",
		"same name":      "flowchart LR\n  a[\"x\"]\n  a[\"y\"]\n",
		"unknown box":    "flowchart LR\n  a[\"x\"]\n  a --> b\n",
		"open bracket":   "flowchart LR\n  a[\"x\"\n",
		"quote in label": "flowchart LR\n  a[\"x \"y\"]\n",
	} {
		assert.Error(t, wellFormed(text), name)
	}
	assert.NoError(t, wellFormed("flowchart LR\n  a[\"x\"]\n  b[(\"y\")]\n  a -->|\"z\"| b\n"))
}
