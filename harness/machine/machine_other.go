//go:build !linux

package machine

// Without /proc everything beyond the Go runtime's own knowledge is unknown.
func describe(*Info) {}

// Read takes a reading now; here all of it is unknown.
func Read() Reading { return Reading{} }

// PeakRSS returns the largest resident set of this process so far; nil if it cannot be
// read, as here.
func PeakRSS() *uint64 { return nil }

// PeakRSSOf is PeakRSS of another process.
func PeakRSSOf(int) *uint64 { return nil }

// RSS returns the resident set of this process now; nil if it cannot be read, as here.
func RSS() *uint64 { return nil }

// RSSOf is RSS of another process.
func RSSOf(int) *uint64 { return nil }

// Threads returns how many threads this process has now; nil if that cannot be read, as
// here.
func Threads() *int64 { return nil }

// ThreadsOf is Threads of another process.
func ThreadsOf(int) *int64 { return nil }
