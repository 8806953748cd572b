package workload

import (
	"math/big"
	"testing"

	"github.com/stretchr/testify/assert"
)

// Chunk k of the series a, a+m, a+2m, … has the sum n·a + m·(kn + … + kn+n-1), in big
// integers first and modulo 2^64 at the end.
func TestMemoryIsSummedExactly(t *testing.T) {
	const n, chunks, seed = 1 << 12, 5, 7
	words := series(seed, n*chunks)
	for k := range int64(chunks) {
		indices := (2*k*n + n - 1) * n / 2
		sum := new(big.Int).Mul(new(big.Int).SetUint64(multiplier), big.NewInt(indices))
		sum.Add(sum, big.NewInt(n*seed))
		want := sum.Mod(sum, new(big.Int).Lsh(big.NewInt(1), 64)).Uint64()
		assert.Equal(t, want, total(words[k*n:][:n]), "chunk %d", k)
	}
}

// Chunks together are all of the memory, so that no task reads another's.
func TestChunksCoverTheMemory(t *testing.T) {
	assert.Equal(t, scanned, memoryScan().Inputs*chunkSize)
	assert.Zero(t, chunkSize%8, "total takes 8 words at a time")
}
