package workload

import "strconv"

// frameWords is the size of what each call keeps on the stack, in words of 8 bytes: with
// what the compiler adds 152 bytes a call on amd64.
const frameWords = 12

// recurse calls itself depth times, so that a task needs about 150 bytes of stack per call.
// The answer is the sum of the first depth+1 values of the generator of spin.
func recurse(depth int, answer uint64) Workload {
	return Workload{
		Name: "recurse-" + strconv.Itoa(depth), Title: "recursion to depth " + strconv.Itoa(depth),
		Iterations: depth + 1, Answer: answer,
		Run: func() uint64 { return descend(depth, 1) },
	}
}

//go:noinline
func descend(depth int, x uint64) uint64 {
	var frame [frameWords]uint64
	frame[x%frameWords] = x
	if depth > 0 {
		frame[(x+1)%frameWords] = descend(depth-1, x*multiplier+increment)
	}
	return frame[x%frameWords] + frame[(x+1)%frameWords]
}
