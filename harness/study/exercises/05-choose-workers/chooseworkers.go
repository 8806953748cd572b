//go:build exercise

// Package chooseworkers is a decision: how many workers a pool gets.
package chooseworkers

// Fewest workers with which a task takes at most 5 % longer than with the best number. 0 is no answer.
const (
	// For150us is for tasks of 150 µs that wait in a channel.
	For150us = 0
	// For15us is for tasks of 15 µs that wait in a channel.
	For15us = 0
	// For1500ns is for tasks of 1.5 µs that wait in a channel.
	For1500ns = 0
	// ForBatches is for tasks of 1.5 µs if workers take them in batches.
	ForBatches = 0
)

// LostPercent is how much longer a task of 1.5 µs in a channel takes with a worker per processor than
// with the best number of workers: 10 for 10 %. An error of 5 is allowed, since it is read off a plot.
// It may be 0, so -1 is no answer.
const LostPercent = -1
