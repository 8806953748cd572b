//go:build !linux

package threads

// Priority is that of the calling thread, which has none of its own here.
func Priority() int { return 0 }
