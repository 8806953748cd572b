package chart

import (
	"fmt"
	"image/color"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestStylesDiffer(t *testing.T) {
	seen := map[string]int{}
	for i := range 28 {
		s := StyleAt(i)
		look := fmt.Sprint(s.Color, s.Marker, s.Open, s.Dashes)
		j, ok := seen[look]
		assert.False(t, ok, "styles %d and %d are equal", i, j)
		seen[look] = i
	}
	assert.Equal(t, StyleAt(0), StyleAt(28), "the styles repeat")
}

func TestNegativeStyleIsNeutral(t *testing.T) {
	assert.Equal(t, color.Color(neutral), StyleAt(-1).color())
	assert.Equal(t, color.Color(neutral), Style{}.color(), "the zero value")
}

func TestTint(t *testing.T) {
	assert.Equal(t, color.NRGBA{255, 255, 255, 255}, tint(color.Black, 0))
	assert.Equal(t, color.NRGBA{0, 0, 0, 255}, tint(color.Black, 1))
}
