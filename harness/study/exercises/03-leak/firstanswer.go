//go:build exercise

// Package firstanswer asks several servers at once and takes the first answer.
package firstanswer

import "context"

// Ask asks one server. It returns early, with any answer, if ctx ends.
type Ask func(ctx context.Context) string

// First asks all at once and returns the first answer, or the error of ctx if that ends before. It
// does not wait for the others.
func First(ctx context.Context, asks ...Ask) (string, error) {
	answers := make(chan string)
	for _, ask := range asks {
		go func() {
			answers <- ask(ctx)
		}()
	}
	select {
	case answer := <-answers:
		return answer, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}
