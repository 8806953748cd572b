package catalog_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"poolbench/variants"
	"poolbench/variants/catalog"
)

// notVariants are the packages beside the variants.
var notVariants = []string{"catalog", "guard", "variantstest"}

// Every package under variants/ has a row, and every row has its package.
func TestEveryPackageIsInTheCatalog(t *testing.T) {
	entries, err := os.ReadDir("..")
	require.NoError(t, err)
	var packages []string
	for _, entry := range entries {
		if entry.IsDir() && !slices.Contains(notVariants, entry.Name()) {
			packages = append(packages, entry.Name())
		}
	}
	assert.ElementsMatch(t, packages, catalog.Names())
}

func TestRowsAreComplete(t *testing.T) {
	for _, row := range catalog.Rows() {
		t.Run(row.Key(), func(t *testing.T) {
			assert.Contains(t, catalog.Faces, row.Face)
			assert.NotEmpty(t, row.Idea)
			assert.Equal(t, row.Face == catalog.Own, row.Module == "", "own rows and no others are without a module")
			assert.Contains(t, []variants.Bound{variants.AsConfigured, variants.One, variants.Unbounded}, row.Traits.Workers)
			assert.Contains(t, []variants.Bound{variants.AsConfigured, variants.None, variants.Unbounded}, row.Traits.Queue)
			require.NotNil(t, row.Open)
		})
	}
}

func TestRowsAreUnique(t *testing.T) {
	seen := map[string]bool{}
	for _, row := range catalog.Rows() {
		assert.Falsef(t, seen[row.Key()], "%s has two rows", row.Key())
		seen[row.Key()] = true
	}
}

// The rows of a variant stand together, and are either its own or both faces of a library
// with the same module.
func TestFacesBelongTogether(t *testing.T) {
	faces, modules := map[string][]catalog.Face{}, map[string][]string{}
	for _, row := range catalog.Rows() {
		faces[row.Variant] = append(faces[row.Variant], row.Face)
		modules[row.Variant] = append(modules[row.Variant], row.Module)
	}
	for variant, has := range faces {
		if slices.Equal(has, []catalog.Face{catalog.Own}) {
			continue
		}
		assert.Equal(t, []catalog.Face{catalog.Native, catalog.Guarded}, has, variant)
		assert.Len(t, slices.Compact(modules[variant]), 1, "%s has one module", variant)
	}
	assert.Len(t, catalog.Names(), len(faces), "the rows of a variant stand together")
}

func TestModulesAreRequired(t *testing.T) {
	gomod, err := os.ReadFile("../../go.mod")
	require.NoError(t, err)
	for _, row := range catalog.Rows() {
		if row.Face != catalog.Own {
			assert.Contains(t, string(gomod), row.Module+" v", row.Key())
		}
	}
}

func TestBaselineAndSerialExist(t *testing.T) {
	for _, name := range []string{catalog.Baseline, catalog.Serial} {
		row, err := catalog.Find(name, catalog.Own)
		require.NoError(t, err)
		assert.Equal(t, name, row.Key())
	}
}

func TestFindUnknownRow(t *testing.T) {
	for _, face := range catalog.Faces {
		_, err := catalog.Find("nothing", face)
		require.Error(t, err)
		assert.ErrorContains(t, err, "nothing/"+string(face))
		assert.ErrorContains(t, err, strings.Join(catalog.Names(), " "))
	}
	_, err := catalog.Find(catalog.Baseline, catalog.Native)
	assert.Error(t, err, "an own variant has no native face")
}

func TestRowsBelongToTheCaller(t *testing.T) {
	catalog.Rows()[0].Variant = "overwritten"
	assert.NotEqual(t, "overwritten", catalog.Rows()[0].Variant)
}
