package workload

import (
	"maps"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestDigestsTellResultsApart(t *testing.T) {
	seen := map[uint64]string{}
	for name, fill := range map[string]func(*digest){
		"nothing":     func(*digest) {},
		"a zero":      func(d *digest) { d.word(0) },
		"two zeros":   func(d *digest) { d.word(0); d.word(0) },
		"1 2":         func(d *digest) { d.word(1); d.word(2) },
		"2 1":         func(d *digest) { d.word(2); d.word(1) },
		"1.0":         func(d *digest) { d.floats(1) },
		"-1.0":        func(d *digest) { d.floats(-1) },
		"a byte":      func(d *digest) { d.bytes(make([]byte, 1)) },
		"8 bytes":     func(d *digest) { d.bytes(make([]byte, 8)) },
		"9 bytes":     func(d *digest) { d.bytes(make([]byte, 9)) },
		"a ninth":     func(d *digest) { d.bytes([]byte{8: 1}) },
		"an entry":    func(d *digest) { d.counts(map[string]int{"a": 1}) },
		"another":     func(d *digest) { d.counts(map[string]int{"a": 2}) },
		"another key": func(d *digest) { d.counts(map[string]int{"b": 1}) },
		"both":        func(d *digest) { d.counts(map[string]int{"a": 1, "b": 2}) },
		"swapped":     func(d *digest) { d.counts(map[string]int{"a": 2, "b": 1}) },
	} {
		var d digest
		fill(&d)
		assert.NotContains(t, seen, d.sum(), name)
		seen[d.sum()] = name
	}
}

// A sample adds digests up. Results that two tasks have of each other are in it too, and
// words that are near each other are what counters give.
func TestSumsOfDigestsTellWhoseResultsTheyAre(t *testing.T) {
	of := func(task, result uint64) uint64 {
		var d digest
		d.word(task)
		d.word(result)
		return d.sum()
	}
	for task := range uint64(8) {
		for result := range uint64(8) {
			assert.NotEqual(t, of(task, result)+of(task+1, result+1), of(task, result+1)+of(task+1, result))
		}
	}
}

// Iteration over a map starts at a random place, so a digest that depended on it would
// differ between some of a hundred maps.
func TestDigestsOfMapsDoNotDependOnTheOrder(t *testing.T) {
	counts := map[string]int{"a": 1, "b": 2, "c": 3, "d": 4, "e": 5, "f": 6, "g": 7, "h": 8, "i": 9}
	seen := map[uint64]bool{}
	for range 100 {
		var d digest
		d.counts(maps.Clone(counts))
		seen[d.sum()] = true
	}
	assert.Len(t, seen, 1)
}
