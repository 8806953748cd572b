package quiz

import (
	"hash/fnv"
	"math/rand/v2"
	"slices"

	"poolbench/harness/study"
)

// Shuffle returns the questions in a random order that follows from the seed.
func Shuffle(questions []study.Asked, seed uint64) []study.Asked {
	questions = slices.Clone(questions)
	source := rand.New(rand.NewPCG(seed, 0))
	source.Shuffle(len(questions), func(i, j int) { questions[i], questions[j] = questions[j], questions[i] })
	return questions
}

// shuffled are the options of a question in an order that follows from the seed and from the question
// alone: it is the same whatever else is asked.
func shuffled(q study.Asked, seed uint64) []study.Option {
	name := fnv.New64a()
	_, _ = name.Write([]byte(q.ID)) // a hash never fails
	options := slices.Clone(q.Predict.Options)
	source := rand.New(rand.NewPCG(seed, name.Sum64()))
	source.Shuffle(len(options), func(i, j int) { options[i], options[j] = options[j], options[i] })
	return options
}
