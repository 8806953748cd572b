package workload

import (
	"hash/fnv"
	"time"
)

// Texts become vectors of numbers by hashing every run of 3 letters into a bucket.
const (
	gram       = 3
	buckets    = 1024
	documentIs = 3 << 10 // bytes: a page
)

// ngrams is the kernel with the smallest grain. A task allocates its vector;
// the digest of that takes about a quarter of the time.
func ngrams() Workload {
	const documents = 64
	return Workload{
		Name: "ngrams", Title: "hash the 3-grams of 3 KiB of text into 1,024 buckets",
		Industry: "machine learning", Source: "Weinberger et al. (2009); FNV-1a of hash/fnv; counts sum to length-2",
		Grain: 6 * time.Microsecond, Inputs: documents,
		Open: func(seed uint64) func(int) uint64 {
			text := prose(seed, documents*documentIs)
			return func(input int) uint64 {
				var d digest
				for _, n := range hashedGrams(text[input*documentIs:][:documentIs]) {
					d.word(uint64(n))
				}
				return d.sum()
			}
		},
	}
}

// hashedGrams counts the 3-grams of text by bucket.
func hashedGrams(text []byte) []uint32 {
	counts := make([]uint32, buckets)
	hash := fnv.New32a()
	for i := range len(text) - gram + 1 {
		hash.Reset()
		_, _ = hash.Write(text[i:][:gram]) // never returns an error
		counts[hash.Sum32()%buckets]++
	}
	return counts
}
