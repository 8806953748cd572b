//go:build linux && !race

package measure

import "syscall"

// MemoryLimited tells whether this build can bound the memory of a child.
const MemoryLimited = true

// limitMemory bounds the data segment, so that a pool without backpressure ends with Go's
// own "out of memory" instead of taking the machine along. The alternatives do not work:
// RLIMIT_AS also counts the address space that Go reserves and never touches, and
// GOMEMLIMIT only makes the collector work harder.
func limitMemory(bytes uint64) error {
	if bytes == 0 {
		return nil
	}
	return syscall.Setrlimit(syscall.RLIMIT_DATA, &syscall.Rlimit{Cur: bytes, Max: bytes})
}
