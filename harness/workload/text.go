package workload

import "math/rand/v2"

// vocabulary is how many different words there are in prose, as in a novel.
const vocabulary = 8192

// prose returns n bytes of words separated by spaces. How often a word occurs follows the
// law of G. K. Zipf (1935): the k-th about 1/k as often as the first. So counting words
// meets common and rare ones, and compressing them finds what it finds in text.
func prose(seed uint64, n int) []byte {
	random := stream(seed, 0)
	words := dictionary(random)
	rank := rand.NewZipf(random, 1.07, 1, vocabulary-1) // 1.07: the generator needs more than 1
	text := make([]byte, 0, n+16)
	for len(text) < n {
		text = append(text, words[rank.Uint64()]...)
		text = append(text, ' ')
	}
	return text[:n]
}

// dictionary makes words of 2 to 9 letters.
func dictionary(random *rand.Rand) []string {
	words := make([]string, vocabulary)
	for i := range words {
		word := make([]byte, 2+random.IntN(8))
		for j := range word {
			word[j] = 'a' + byte(random.IntN(26))
		}
		words[i] = string(word)
	}
	return words
}
