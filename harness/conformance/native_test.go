//go:build !race

package conformance_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/harness/conformance"
	"poolbench/variants/catalog"
)

// Without the race detector: a native Close that does not wait lets a check read what tasks
// still write. That is the library's behaviour and what the verdict says; the detector would
// end the process before there is one.
func TestWhatNativeFacesDoWithoutRaces(t *testing.T) {
	for _, want := range deterministic {
		row, err := catalog.Find(want.variant, catalog.Native)
		require.NoError(t, err)
		table, err := conformance.Run(t.Context(), []catalog.Row{row}, []string{want.name}, nil)
		require.NoError(t, err)
		require.Len(t, table.Rows, 1)
		require.Len(t, table.Rows[0].Findings, 1)
		found := table.Rows[0].Findings[0]
		assert.Equal(t, want.want, found.Verdict, "%s %s: %s", want.variant, want.name, found.Detail)
		assert.Contains(t, found.Detail, want.detail, "%s %s", want.variant, want.name)
	}
}
