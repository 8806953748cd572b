//go:build !linux

package threads

import "errors"

// lowerPriority exists on Linux only: elsewhere a priority belongs to the whole process.
func lowerPriority() error {
	return errors.New("the priority of a single thread can be lowered on Linux only")
}
