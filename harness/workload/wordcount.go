package workload

import (
	"strings"
	"time"
)

// chunkBytes is about how much text one task counts the words of.
const chunkBytes = 32 << 10

// wordCount counts the words of one chunk of a text: the map of the classic example of
// map-reduce. A task allocates its map; its keys are parts of the text.
func wordCount() Workload {
	const chunks = 32
	return Workload{
		Name: "wordcount", Title: "count the words of 32 KiB of text",
		Industry: "analytics", Source: "Dean, Ghemawat (2004); chunks add up to the whole text",
		Grain: 200 * time.Microsecond, Inputs: chunks,
		Open: func(seed uint64) func(int) uint64 {
			pieces := split(string(prose(seed, chunks*chunkBytes)), chunks)
			return func(input int) uint64 {
				var d digest
				d.counts(countWords(pieces[input]))
				return d.sum()
			}
		},
	}
}

// split cuts text into n pieces of about the same length, each at the next space, so that
// no word is cut.
func split(text string, n int) []string {
	pieces := make([]string, 0, n)
	for rest := n; rest > 1; rest-- {
		end := len(text) / rest
		end += strings.IndexByte(text[end:], ' ') + 1
		pieces = append(pieces, text[:end])
		text = text[end:]
	}
	return append(pieces, text)
}

func countWords(text string) map[string]int {
	counts := map[string]int{}
	for word := range strings.FieldsSeq(text) {
		counts[word]++
	}
	return counts
}
