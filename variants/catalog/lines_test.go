package catalog

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestCodeLinesCountsCodeOnly(t *testing.T) {
	const source = `// Package p is documented.
package p

/* a comment
   over two lines */
var text = ` + "`one\ntwo`" + ` // trailing

func f() {

	g() // counted once
	// not counted
}
`
	assert.Equal(t, 1+2+3, codeLines([]byte(source)))
}

func TestEveryVariantHasSource(t *testing.T) {
	for _, name := range Names() {
		lines, err := Lines(name)
		require.NoError(t, err)
		assert.Greater(t, lines, 10, name)
	}
	_, err := Lines("nothing")
	require.ErrorContains(t, err, `no source of "nothing"`)
}
