package catalog_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"go.uber.org/goleak"

	"poolbench/variants/catalog"
	"poolbench/variants/variantstest"
)

// TestMain ignores what runs before the first test: ants starts goroutines for its
// package-level pool when it is imported, for good.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m, goleak.IgnoreCurrent()) }

// TestConformance holds every row to the whole contract, except the native faces: what a
// library does on its own is a finding to be published, and may end the process.
func TestConformance(t *testing.T) {
	natives := 0
	for _, row := range catalog.Rows() {
		if row.Face == catalog.Native {
			natives++
			continue
		}
		t.Run(row.Key(), func(t *testing.T) { variantstest.Run(t, row.Open, row.Traits) })
	}
	assert.NotZero(t, natives, "the catalog has native faces, which this test leaves out")
}
