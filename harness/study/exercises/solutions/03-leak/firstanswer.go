//go:build exercise

// Every loser can send, and every loser is told to stop.
//
// A send on an unbuffered channel ends when somebody receives. First receives once, so all others
// would wait for ever, each with its stack and all that it refers to: no garbage collector
// frees a goroutine that waits. With a place for each answer nobody has to receive it, and channel and
// answers are garbage once the last has sent. The other half is the context: without a cancel the losers go on
// working for nobody, until the caller's own context ends.

// Package firstanswer asks several servers at once and takes the first answer.
package firstanswer

import "context"

// Ask asks one server. It returns early, with any answer, if ctx ends.
type Ask func(ctx context.Context) string

// First asks all at once and returns the first answer, or the error of ctx if that ends before. It
// does not wait for the others.
func First(ctx context.Context, asks ...Ask) (string, error) {
	asking, stop := context.WithCancel(ctx)
	defer stop()
	answers := make(chan string, len(asks))
	for _, ask := range asks {
		go func() {
			answers <- ask(asking)
		}()
	}
	select {
	case answer := <-answers:
		return answer, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}
