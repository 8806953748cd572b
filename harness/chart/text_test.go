package chart

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"gonum.org/v1/plot/vg"
)

func TestWrapKeepsWordsAndWidth(t *testing.T) {
	text := strings.Repeat("commit 1f3c9d2, Intel Xeon,\n 20 rounds; ", 4)
	lines := wrap(footerText, text, 300, 9)
	assert.Greater(t, len(lines), 1)
	assert.Equal(t, strings.Fields(text), strings.Fields(strings.Join(lines, " ")), "no word is lost")
	assert.LessOrEqual(t, widest(footerText, lines), vg.Length(300))
}

func TestWrapCutsAfterTheLastLine(t *testing.T) {
	lines := wrap(footerText, strings.Repeat("word ", 100), 100, 2)
	assert.Len(t, lines, 2)
	assert.False(t, strings.HasSuffix(lines[0], ellipsis))
	assert.True(t, strings.HasSuffix(lines[1], ellipsis), lines[1])
}

func TestWrapOfNothing(t *testing.T) {
	assert.Empty(t, wrap(footerText, " \n ", 100, 2))
}

func TestElide(t *testing.T) {
	assert.Equal(t, "a b", elide(labelText, " a\n b ", 100), "short texts only lose white space")
	long := elide(labelText, strings.Repeat("w", 200), 100)
	assert.True(t, strings.HasSuffix(long, ellipsis))
	assert.LessOrEqual(t, labelText.Width(long), vg.Length(100))
	assert.Equal(t, ellipsis, elide(labelText, "word", labelText.Width(ellipsis)))
	assert.Empty(t, elide(labelText, "word", 1), "no room for even an ellipsis")
}
