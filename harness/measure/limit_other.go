//go:build !linux || race

package measure

// MemoryLimited tells whether this build can bound the memory of a child. The race
// detector's shadow memory does not fit under such a limit, and other systems ignore it.
const MemoryLimited = false

func limitMemory(uint64) error { return nil }
