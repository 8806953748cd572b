//go:build !linux

package machine

// Without /proc everything beyond the Go runtime's own knowledge is unknown.
func describe(*Info) {}

// ReadCPU reads the processors' counters; nil if they cannot be read, as here.
func ReadCPU() *CPU { return nil }

// PeakRSS returns the largest resident set of this process so far; nil if it cannot be
// read, as here.
func PeakRSS() *uint64 { return nil }
