package workload

import (
	"bytes"
	"compress/gzip"
	"io"
	"maps"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestCountsOfChunksAddUpToTheWhole(t *testing.T) {
	text := string(prose(Seed, 1<<16))
	for _, chunks := range []int{1, 2, 7, 32} {
		merged, length := map[string]int{}, 0
		for _, piece := range split(text, chunks) {
			assert.NotEmpty(t, piece)
			length += len(piece)
			for word, n := range countWords(piece) {
				merged[word] += n
			}
		}
		assert.Equal(t, len(text), length)
		assert.Equal(t, countWords(text), merged, "%d chunks", chunks)
	}
	words := 0
	for _, n := range countWords(text) {
		words += n
	}
	assert.Equal(t, len(strings.Fields(text)), words)
}

// By Zipf's law the first words are much of the text, and most words are rare.
func TestProseHasCommonAndRareWords(t *testing.T) {
	counts := countWords(string(prose(Seed, 1<<18)))
	total, most, once := 0, 0, 0
	for _, n := range counts {
		total += n
		most = max(most, n)
		if n == 1 {
			once++
		}
	}
	assert.Greater(t, most, total/20)
	assert.Greater(t, once, len(counts)/10)
}

func TestTotalsEqualThoseOfTheGenerator(t *testing.T) {
	for file := range 3 {
		data, sold := sales(Seed, file)
		assert.Equal(t, records, bytes.Count(data, []byte("\n")))
		assert.Len(t, sold, 20)
		assert.True(t, maps.Equal(sold, totals(data)))
	}
}

func TestDecompressingReturnsTheInput(t *testing.T) {
	for _, data := range [][]byte{nil, []byte("a"), prose(Seed, blockBytes), noise(Seed, blockBytes)} {
		compressed := compress(data)
		reader, err := gzip.NewReader(bytes.NewReader(compressed))
		require.NoError(t, err)
		got, err := io.ReadAll(reader)
		require.NoError(t, err)
		assert.True(t, bytes.Equal(data, got))
	}
	assert.Less(t, len(compress(prose(Seed, blockBytes))), blockBytes/2, "text has something to find")
}
